import { WRITERS } from '../api/writers.ts';
import { wrongUse } from '../exit.ts';
import { kindNamed } from '../kinds/kinds.ts';

export interface Manifest {
  /** The singular of its kind. */
  kind: string;
  name: string;
  body: Record<string, unknown>;
}

/** What things of the catalogue answer, and nobody writes. */
const READ_ONLY = new Set([
  'uid',
  'generation',
  'createdAt',
  'createdBy',
  'updatedAt',
  'status',
  'warnings',
  'clusterId',
  'server',
  'accessKind',
  'hasRestoreAccess',
  'locationUid',
  'state',
  'controlPlane',
  'clusters',
  'maintenance',
  'findings',
  'recoveryKeyAcknowledged',
  'credentialsExpireAt',
  'credentialsExpired',
  'nextRuns',
  'running',
  'queued',
  'newestGoodAt',
  'applied',
  'usedBy',
  'lastDeliveredAt',
  'failing',
  'givenUp',
  'removed',
]);

/**
 * The things that documents hold, in the order in which one may need another. A document is `policy: {…}` or `policies: [{…}]`, of
 * as many kinds as there are; with the kind known, the thing itself, or `items` of it as `get -o yaml` prints them.
 */
export function manifestsOf(documents: readonly Record<string, unknown>[], kind: string | undefined): Manifest[] {
  const all = documents.flatMap((document) =>
    kind === undefined
      ? Object.entries(document).flatMap(([word, value]) => listOf(value).map((one) => manifestOf(word, one)))
      : (Array.isArray(document.items) ? document.items : [document]).map((one) => manifestOf(kind, one)),
  );
  const order = Object.keys(WRITERS);
  return all.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function manifestOf(word: string, value: unknown): Manifest {
  const { singular } = kindNamed(word);
  if (!WRITERS[singular]) throw wrongUse(`a ${singular} is not applied`, `kinds: ${Object.keys(WRITERS).join(', ')}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongUse(`${word}: it is a map of fields`);
  const { name } = value as { name?: unknown };
  if (typeof name !== 'string') throw wrongUse(`a ${singular} has no name`);
  return { kind: singular, name, body: writable(singular, value) };
}

/** What of a thing a person may write: what it was read with can be sent back. */
export function writable(singular: string, thing: object): Record<string, unknown> {
  const fields = Object.entries(thing).filter(([key]) => !READ_ONLY.has(key));
  // of a schedule that was read it is who suspended it and why; of one that is written, whether it is
  return Object.fromEntries(
    fields.map(([key, value]) => [key, singular === 'schedule' && key === 'suspended' ? Boolean(value) : value]),
  );
}
