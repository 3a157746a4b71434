import { join } from 'node:path';

/** A landing, as it left things: what a later one must go on with. Written by write.ts, read by load.ts. */
const FOLDER = join(import.meta.dirname, '../fixtures/previous');

export const PREVIOUS = {
  machines: join(FOLDER, 'state-machines'),
  tables: join(FOLDER, 'tables.json'),
  cluster: join(FOLDER, 'cluster.json'),
  location: join(FOLDER, 'location.json'),
};

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
