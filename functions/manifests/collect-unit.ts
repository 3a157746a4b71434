import { toFault } from '../domain/errors.ts';
import type { PartPlace } from '../domain/location/location-layout.ts';
import { type GroupKind, kindNameOf, type Manifest } from '../domain/manifest/manifest.ts';
import { encodePart, groupLines } from '../domain/manifest/manifest-part.ts';
import { storedForm } from '../domain/manifest/resources.ts';
import type { Run } from '../domain/operation/operation.ts';
import type { Uses } from '../platform/services.ts';
import type { Cluster, ListOptions } from '../services/cluster/cluster.ts';
import { apiVersionOf, type Kind } from '../services/cluster/kinds.ts';
import type { PartRow } from '../services/ledger/ledger.ts';
import type { BackupStore } from '../services/location/backup-store.ts';

/** Objects of one kind in one namespace (or of the cluster): collected in one go, since a list cannot be resumed later. */
export interface Unit {
  kind: GroupKind;
  namespace: string | undefined;
  /** Read anew at every run of the unit; unsorted, and not yet filtered of what is never collected. */
  read(): AsyncIterable<Manifest>;
}

export function unitIdOf({ kind, namespace }: Pick<Unit, 'kind' | 'namespace'>): string {
  return `${kindNameOf(kind)}#${namespace ?? '-'}`;
}

export interface PartWriter {
  run: Run;
  place: Pick<PartPlace, 'clusterId' | 'backupId'>;
  key: Uint8Array;
  store: Pick<BackupStore, 'putPart'>;
  /** Rows of earlier runs, of any unit. */
  known: readonly PartRow[];
}

const MAX_EXPIRED_LISTS = 3;

/** Stores a unit's objects as parts and records each; what an earlier run of the unit recorded beyond them is dropped. */
export async function collectUnit(services: Uses<'ledger' | 'clock'>, writer: PartWriter, unit: Unit): Promise<void> {
  const prefix = `${unitIdOf(unit)}#`;
  const recorded = new Set(writer.known.map(({ id }) => id).filter((id) => id.startsWith(prefix)));
  for (let expired = 0; ; ) {
    const written = new Set<string>();
    try {
      await writeParts(services, writer, unit, (id) => written.add(id));
      const beyond = [...recorded].filter((id) => !written.has(id));
      if (beyond.length > 0) await services.ledger.dropParts(writer.run, beyond);
      return;
    } catch (thrown) {
      // 410: the list's own time ran out between two pages; only from its start is it one list
      expired += 1;
      if (toFault(thrown).details.status !== 410 || expired >= MAX_EXPIRED_LISTS) throw thrown;
      for (const id of written) recorded.add(id);
    }
  }
}

async function writeParts(
  { ledger, clock }: Uses<'ledger' | 'clock'>,
  { run, place, key, store }: PartWriter,
  unit: Unit,
  onRecord: (id: string) => void,
): Promise<void> {
  let n = 0;
  for await (const lines of groupLines(linesOf(unit))) {
    const partPlace = { ...place, resource: kindNameOf(unit.kind), namespace: unit.namespace, n };
    const { body, ...part } = encodePart(key, clock.randomBytes(12), partPlace, lines);
    await store.putPart(part.key, body);
    const id = `${unitIdOf(unit)}#${n}`;
    await ledger.recordPart(run, { id, ...part });
    onRecord(id);
    n += 1;
  }
}

async function* linesOf(unit: Unit): AsyncGenerator<string> {
  for await (const object of unit.read()) yield JSON.stringify(storedForm(object));
}

const FIRST_LIMIT = 50;
const MAX_LIMIT = 500;
const PAGE_BYTES = 4 * 1024 * 1024;

/**
 * All objects of a kind, page by page. Pages are as large as the objects seen so far allow: 500 Secrets of 1 MiB at once
 * would be more memory than there is. A kind that is gone, with its CRD, has none.
 */
export async function* listManifests(
  cluster: Cluster,
  kind: Kind,
  options: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'> = {},
): AsyncGenerator<Manifest> {
  const apiVersion = apiVersionOf(kind);
  let limit = FIRST_LIMIT;
  let next: string | undefined;
  do {
    const page = await listOrNone(cluster, kind, { ...options, limit, ...(next ? { continue: next } : {}) });
    let bytes = 0;
    for (const item of page.items) {
      bytes += JSON.stringify(item).length;
      yield { ...item, apiVersion, kind: kind.kind };
    }
    if (page.items.length > 0) limit = limitFor(bytes / page.items.length);
    next = page.continue;
  } while (next);
}

function limitFor(objectBytes: number): number {
  return Math.min(MAX_LIMIT, Math.max(1, Math.floor(PAGE_BYTES / objectBytes)));
}

/** One page; none where the kind is gone. */
export async function listOrNone(cluster: Cluster, kind: Kind, options: ListOptions) {
  try {
    return await cluster.list(kind, options);
  } catch (thrown) {
    if (toFault(thrown).details.status === 404) return { items: [] };
    throw thrown;
  }
}
