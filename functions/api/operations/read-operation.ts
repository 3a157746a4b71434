import type * as z from 'zod';
import { Fault } from '../../domain/errors.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Uses } from '../../platform/services.ts';
import { type CatalogKind, notFound } from '../../services/catalog/catalog.ts';
import type { OperationFilter } from '../../services/ledger/ledger.ts';
import { pageOfAll } from '../http/pages.ts';
import type { ApiRequest } from '../http/request.ts';
import { readOfKind } from '../read-ended.ts';
import { refsInNeed, warnOfReferences } from '../reference-warnings.ts';
import type { anyOperationsQuerySchema, pageSchema } from './schema.ts';
import { operationSummary, operationView, resourceViews, volumeView } from './views.ts';

type Dependencies = Uses<'catalog' | 'ledger'>;
type Kind = 'backup' | 'restore';
type OfOne = { params: { id: string } };
type OfList = { query: z.output<typeof anyOperationsQuerySchema> };
type OfPage = OfOne & { query: z.output<typeof pageSchema> };

/** What the API does alike with operations of one kind, under `/v1/backups` and `/v1/restores`, or of any. */
export async function readOperation({ ledger }: Dependencies, { params: { id } }: OfOne, kind?: Kind) {
  if (kind) return await readOfKind(ledger, kind, id);
  const found = await ledger.readOperation(id);
  if (found) return found;
  throw new Fault('operation.not_found', `there is no operation ${id}`);
}

export async function listOperationsOf(services: Dependencies, { query }: OfList, kind?: Kind) {
  const { cluster, location, schedule, open, limit, cursor, ...rest } = query;
  const filter: OperationFilter = {
    ...rest,
    ...(kind ? { kind } : {}),
    ...(cluster ? { clusterId: (await readEver(services, 'cluster', cluster)).status.clusterId } : {}),
    ...(location ? { locationUid: (await readEver(services, 'location', location)).uid } : {}),
    ...(schedule ? await scheduleFilterOf(services, schedule) : {}),
    ...(open ? { open: true } : {}),
  };
  const { items, nextCursor } = await services.ledger.listOperations(filter, cursor, limit);
  return { items: items.map(operationSummary), nextCursor };
}

/** One that is there, or was: what was done with it stays. */
async function readEver<Kind extends CatalogKind>({ catalog }: Dependencies, kind: Kind, name: string) {
  const found = (await catalog.read(kind, name)) ?? (await catalog.readRemoved(kind, name));
  if (!found) throw notFound(kind, name);
  return found;
}

/** The runs of one that was removed stay, and are found by the name that they carry. */
async function scheduleFilterOf({ catalog }: Dependencies, name: string): Promise<OperationFilter> {
  const found = await catalog.read('schedule', name);
  return found ? { scheduleUid: found.uid } : { scheduleName: name };
}

/** Says also what is amiss now with where a backup goes, or is; lists say what is on record. */
export async function viewOperation({ catalog }: Dependencies, operation: Operation) {
  const view = operationView(operation);
  const more = await warnOfReferences({ catalog }, refsInNeed(operation));
  return { ...view, warnings: [...view.warnings, ...more.flat()] };
}

export async function listVolumesOf(services: Dependencies, request: OfPage, kind?: Kind) {
  const { operationId } = await readOperation(services, request, kind);
  const rows = await services.ledger.readVolumes(operationId);
  const sorted = rows.toSorted((a, b) => (a.volumeId < b.volumeId ? -1 : 1));
  const page = pageOfAll(sorted, request.query, { volumes: operationId }, ({ volumeId }) => volumeId);
  return { ...page, items: page.items.map(volumeView) };
}

export async function listEventsOf(services: Dependencies, request: OfPage, kind?: Kind) {
  const { operationId } = await readOperation(services, request, kind);
  return await services.ledger.readEvents(operationId, request.query.cursor, request.query.limit);
}

/** Of a restore: what its backup has. */
export async function listResourcesOf(services: Dependencies, request: OfOne, kind: Kind) {
  const { operationId, refs } = await readOperation(services, request, kind);
  return { items: resourceViews(await services.ledger.readParts(refs.backup ?? operationId)) };
}

/** Asked twice is asked once; the machine obeys at its next Task, cleans up and ends. */
export async function cancelOperationOf(services: Dependencies, request: OfOne & ApiRequest, kind?: Kind) {
  const { subject } = request.caller;
  const { operationId } = await readOperation(services, request, kind);
  const operation = await services.ledger.requestCancel(operationId, subject);
  await services.ledger.appendEvent(operationId, { type: 'CancelRequested', message: `by ${subject}` });
  return operationView(operation);
}
