import type { Schemas } from '../../client/client.ts';

/** Of a backup there is more than of the others. */
export type Operation = Schemas['Operation'] & Partial<Pick<Schemas['Backup'], 'retention' | 'cut'>>;
