import * as z from 'zod';
import { checkMeta, endless } from '../../domain/cluster/cluster-answers.ts';
import { Fault } from '../../domain/errors.ts';
import { MAX_OF_LIST, MAX_PAGES } from '../../domain/location/location-layout.ts';
import { objectSchema, parseAs } from './answers.ts';
import type { KubeObject, ListOptions, ObjectPage } from './cluster.ts';
import type { Call, Connection } from './connection.ts';
import { apiVersionOf, type Kind } from './kinds.ts';

const PAGE = 500;
/** Go writes a list that has nothing as null. */
const pageSchema = z.object({
  items: z.array(objectSchema).nullish(),
  metadata: z.object({ continue: z.string().optional() }).optional(),
});

/** A server that does not know it answers with whole objects. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
/** Of 500 objects, each with 16 KiB about who last wrote which field: several such lists are read at once. */
const MAX_OF_METADATA = 8 * 2 ** 20;

type SizedPage = ObjectPage & { bytes: number };

/** One page, read again with fewer when its objects are too big for one answer. */
export async function readPage(connection: Connection, kind: Kind, wanted: ListOptions): Promise<SizedPage> {
  const { namespace, limit = PAGE, metadataOnly = false, ...selectors } = wanted;
  const path = `${collectionOf(kind, namespace)}${queryOf({ ...selectors, limit })}`;
  const lean = metadataOnly ? { accept: METADATA_ONLY, mostBytes: MAX_OF_METADATA } : {};
  const call: Call = { method: 'GET', path, ...lean };
  try {
    const answer = await connection.send(call);
    const page = parseAs(pageSchema, call, answer);
    // the items of built-in kinds come without their type, those without fields as PartialObjectMetadata
    const type = { apiVersion: apiVersionOf(kind), kind: kind.kind };
    const items = (page.items ?? []).map((item) =>
      metadataOnly ? { ...type, metadata: item.metadata } : { ...type, ...item },
    );
    for (const { metadata } of items) checkMeta(metadata, { ...kind, namespace });
    const bytes = answer.text.length;
    return { items, bytes, ...(page.metadata?.continue ? { continue: page.metadata.continue } : {}) };
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.details.reason !== 'TooLarge' || limit <= 1) throw thrown;
    return await readPage(connection, kind, { ...wanted, limit: Math.max(1, Math.floor(limit / 8)) });
  }
}

export async function listAll(
  connection: Connection,
  kind: Kind,
  wanted: Omit<ListOptions, 'limit' | 'continue'> = {},
): Promise<KubeObject[]> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      const items: KubeObject[] = [];
      let page: SizedPage = { items: [], bytes: 0 };
      let bytes = 0;
      let pages = 0;
      do {
        page = await readPage(connection, kind, { ...wanted, ...(page.continue ? { continue: page.continue } : {}) });
        for (const item of page.items) items.push(item);
        bytes += page.bytes;
        pages += 1;
        if (bytes > MAX_OF_LIST || pages > MAX_PAGES) throw endless(kind.kind);
      } while (page.continue);
      return items;
    } catch (thrown) {
      const expired = thrown instanceof Fault && thrown.details.status === 410;
      if (!expired || restarts > 0) throw thrown;
    }
  }
}

function rootOf({ group, version }: Kind): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** Where a kind is listed; without a namespace, over all of them. */
export function collectionOf(kind: Kind, namespace: string | undefined): string {
  const within = kind.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${rootOf(kind)}${within}/${kind.plural}`;
}

/** Where one object of a kind is made. */
export function placeOf(kind: Kind, namespace: string | undefined): string {
  if (kind.namespaced && !namespace) throw new Fault('internal', `a ${kind.kind} needs a namespace`);
  return collectionOf(kind, namespace);
}

export function pathOf(kind: Kind, namespace: string | undefined, name: string): string {
  if (name === '') throw new Fault('internal', `a ${kind.kind} needs a name`);
  return `${placeOf(kind, namespace)}/${encodeURIComponent(name)}`;
}

export function queryOf(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query.toString()}`;
}
