import { join } from 'node:path';

/** A landing, as it left things: what a later one must go on with. Written by write.ts, read by load.ts. */
export const PREVIOUS = filesIn(join(import.meta.dirname, '../fixtures/previous'));

export function filesIn(folder: string) {
  return {
    machines: join(folder, 'state-machines'),
    tables: join(folder, 'tables.json'),
    cluster: join(folder, 'cluster.json'),
    location: join(folder, 'location.json'),
  };
}

export const SCHEDULE = 'each-night';
/** The namespace of a restore that failed, and is being undone: the undo waits for this Secret. */
export const UNDONE = 'shop-undone';
export const HELD = { key: `${UNDONE}/database`, finalizer: 'example.org/held' };

export interface PreviousTables {
  /** Of the commit that wrote all this. */
  commit: string;
  /** When, in its virtual time. */
  at: string;
  catalog: Row[];
  ledger: Row[];
  /** Where the executions stood that were running, and the input of the state that they were in. */
  executions: { machine: string; name: string; state: string; input: unknown }[];
}
// biome-ignore lint/suspicious/noExplicitAny: rows of all sorts, as another commit wrote them
export type Row = Record<string, any>;

/** Some attributes of rows are packed, and JSON has no bytes. */
export function binaryAsText(this: Row, name: string, value: unknown): unknown {
  const given: unknown = this[name];
  return given instanceof Uint8Array ? { base64: Buffer.from(given).toString('base64') } : value;
}

export function textAsBinary(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value;
  return Buffer.from(String(value.base64), 'base64');
}
