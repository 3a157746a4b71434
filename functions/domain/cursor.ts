import { createHash } from 'node:crypto';
import { Fault } from './errors.ts';
import { parseFields } from './fields.ts';

const VERSION = 1;

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  nextCursor?: string;
}

/** @param next the key after which the list goes on, if it does */
export function pageOf<Item>(items: Item[], filter: unknown, next: string | undefined): Page<Item> {
  return next === undefined ? { items } : { items, nextCursor: cursorOf(filter, next) };
}

/** An opaque place in a list; it is good only for the filter it came from. */
function cursorOf(filter: unknown, key: string): string {
  return Buffer.from(JSON.stringify({ v: VERSION, filterHash: hashOf(filter), key })).toString('base64url');
}

/** @throws Fault Rejected `request.cursor_invalid` */
export function keyOf(filter: unknown, cursor: string): string {
  try {
    const { v, filterHash, key } = parseFields(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (v === VERSION && filterHash === hashOf(filter) && typeof key === 'string') return key;
  } catch {
    // not one of ours: refused below like any other
  }
  throw new Fault('request.cursor_invalid', 'the cursor does not belong to this list');
}

function hashOf(filter: unknown): string {
  return createHash('sha256').update(JSON.stringify(filter)).digest('base64url').slice(0, 16);
}
