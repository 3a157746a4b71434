import { Fault, type FaultCode } from '../../domain/errors.ts';
import type { OperationKind } from '../../domain/ids.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Services } from '../../platform/services.ts';
import { notFound } from '../../services/catalog/catalog.ts';
import type { OperationFilter } from '../../services/ledger/ledger.ts';
import { pageOf } from '../http/pages.ts';
import { accepted, ok } from '../http/reply.ts';
import type { ApiRequest } from '../http/request.ts';
import type { RouteHandler } from '../http/router.ts';
import { refsInNeed, warnOfRefs } from '../warn-of-refs.ts';
import { readRetention } from './read-retention.ts';
import { anyOperationsQuerySchema, noBodySchema, operationsQuerySchema, pageSchema } from './schema.ts';
import { operationSummary, operationView, resourceViews, volumeView } from './views.ts';

type Needs = Pick<Services, 'catalog' | 'ledger'>;

/** What the API does alike with operations of one kind, under `/v1/backups` and so on, or of any under `/v1/operations`. */
export function operationRoutes({ catalog, ledger }: Needs, kind?: OperationKind) {
  const path = kind ? `/v1/${kind}s` : '/v1/operations';

  async function read({ params }: ApiRequest): Promise<Operation> {
    const found = await ledger.readOperation(params.id ?? '');
    const hidden = kind !== undefined && found?.kind !== kind;
    if (found && !hidden) return found;
    throw new Fault(
      NOT_FOUND[kind ?? 'operation'] ?? 'operation.not_found',
      `there is no ${kind ?? 'operation'} ${params.id}`,
    );
  }

  async function clusterIdOf(name: string): Promise<string> {
    const found = (await catalog.read('cluster', name)) ?? (await catalog.readRemoved('cluster', name));
    if (!found) throw notFound('cluster', name);
    return String(found.status.clusterId);
  }

  /** The runs of one that was removed stay, and are found by the name that they carry. */
  async function scheduleFilterOf(name: string): Promise<OperationFilter> {
    const found = await catalog.read('schedule', name);
    return found ? { scheduleUid: found.uid } : { scheduleName: name };
  }

  const list: RouteHandler = async (request) => {
    const { cluster, schedule, open, limit, cursor, ...rest } = request.query(
      kind ? operationsQuerySchema : anyOperationsQuerySchema,
    );
    const filter = {
      ...rest,
      ...(kind ? { kind } : {}),
      ...(cluster ? { clusterId: await clusterIdOf(cluster) } : {}),
      ...(schedule ? await scheduleFilterOf(schedule) : {}),
      ...(open ? { open: true } : {}),
    } as OperationFilter;
    const { items, nextCursor } = await ledger.listOperations(filter, cursor, limit);
    return ok({ items: items.map(operationSummary), ...(nextCursor ? { nextCursor } : {}) });
  };

  /** One backup says also what is amiss now with where it goes, or is; lists say what is on record. */
  const get: RouteHandler = async (request) => {
    const operation = await read(request);
    const view = operationView(operation);
    const more = await warnOfRefs({ catalog }, refsInNeed(operation));
    const retention = kind === 'backup' ? await readRetention({ catalog, ledger }, operation) : undefined;
    return ok({ ...view, ...(retention ? { retention } : {}), warnings: [...view.warnings, ...more.flat()] });
  };

  const volumes: RouteHandler = async (request) => {
    const { limit, cursor } = request.query(pageSchema);
    const { operationId } = await read(request);
    const rows = (await ledger.readVolumes(operationId)).toSorted((a, b) => (a.volumeId < b.volumeId ? -1 : 1));
    const page = pageOf(rows, { limit, cursor, filter: { volumes: operationId }, keyOf: ({ volumeId }) => volumeId });
    return ok({ ...page, items: page.items.map(volumeView) });
  };

  const events: RouteHandler = async (request) => {
    const { limit, cursor } = request.query(pageSchema);
    const { operationId } = await read(request);
    return ok(await ledger.readEvents(operationId, cursor, limit));
  };

  /** Of a restore: what its backup has. */
  const resources: RouteHandler = async (request) => {
    const { operationId, refs } = await read(request);
    return ok({ items: resourceViews(await ledger.readParts(refs.backup ?? operationId)) });
  };

  /** Asked twice is asked once; the machine obeys at its next Task, cleans up and ends. */
  const cancel: RouteHandler = async (request) => {
    request.body(noBodySchema);
    const { operationId } = await read(request);
    const operation = await ledger.requestCancel(operationId, request.caller.subject);
    await ledger.appendEvent(operationId, { type: 'CancelRequested', message: `by ${request.caller.subject}` });
    return accepted(`${path}/${operationId}`, operationView(operation));
  };

  return { list, get, volumes, events, resources, cancel };
}

const NOT_FOUND: Partial<Record<OperationKind | 'operation', FaultCode>> = { backup: 'backup.not_found' };
