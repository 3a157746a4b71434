import { createHash } from 'node:crypto';
import { fieldsIn } from '../../domain/fields.ts';

/** Of an answer that a client may keep, but has to ask for again before it shows it: what a read token sees, never a secret. */
export const KEPT = 'private, no-cache';
export const NOT_KEPT = 'no-store';

/** 132 bits. */
const LENGTH = 22;

/** Of what a person changes: any state of this generation. */
export function generationTag(body: unknown): string {
  return `"${String(fieldsIn(body).generation)}"`;
}

/** Strong: another one for each other body. Of a thing it begins with the generation, which is all that If-Match compares. */
export function bodyTag(text: string, body: unknown, isOfThing: boolean): string {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, LENGTH);
  return isOfThing ? `"${String(fieldsIn(body).generation)}.${hash}"` : `"${hash}"`;
}

/** As If-Match takes it: the generation, alone or before the hash of what was read with it. */
export const THING_TAG = /^"(\d{1,15})(?:\.[\w-]+)?"$/;

/** RFC 9110, 13.1.2: by the weak comparison, since what lies between may have compressed the answer. */
export function isAmong(ifNoneMatch: string | undefined, tag: string): boolean {
  const given = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return given.includes(tag) || given.includes('*');
}
