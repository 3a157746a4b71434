import { createHash } from 'node:crypto';
import { Fault } from '../domain/errors.ts';
import { type OperationKind, operationIdOf } from '../domain/ids.ts';
import type { Slot } from '../domain/operation/backup-operation.ts';
import { newOperation } from '../domain/operation/new-operation.ts';
import type { Operation, OperationOf } from '../domain/operation/operation.ts';
import type { ClusterRef, Ref } from '../domain/operation/refs.ts';
import { beginOperation } from '../operations/begin-operation.ts';
import type { Services } from '../platform/services.ts';
import type { ApiRequest } from './http/request.ts';

type Dependencies = Pick<Services, 'catalog' | 'clock' | 'executions' | 'ledger' | 'log'>;

/** Names a request's operation before anything is looked at: the same subject, route and key is the same operation. */
export interface IdempotencyClaim {
  operationId: string;
  requestHash: string;
}

export function claimOf(
  request: ApiRequest,
  kind: OperationKind,
  body: unknown,
  clock: Services['clock'],
): IdempotencyClaim {
  const { caller, route, params, idempotencyKey } = request;
  const parts = idempotencyKey
    ? [caller.subject, route, ...Object.values(params), idempotencyKey]
    : [Buffer.from(clock.randomBytes(32)).toString('hex')];
  return { operationId: operationIdOf(kind, parts), requestHash: hashOf(body) };
}

/** The operation that an earlier request with this key made. @throws Fault `request.idempotency_mismatch` */
export async function findReplay({ ledger }: Dependencies, ticket: IdempotencyClaim): Promise<Operation | undefined> {
  const found = await ledger.readOperation(ticket.operationId);
  return found && sameRequest(found, ticket);
}

/** What a request asks for, with what it means now. */
export interface Draft<Kind extends Operation['kind']> {
  kind: Kind;
  name: string;
  spec: OperationOf<Kind>['spec'];
  cluster: ClusterRef;
  locations?: Ref[];
  backup?: string;
  source?: ClusterRef;
  retryOf?: string;
  labels: Record<string, string>;
  warnings?: string[];
}
type AnyDraft =
  | (Draft<'backup'> & { slot?: Slot })
  | Draft<'restore'>
  | Draft<'undo'>
  | Draft<'validation'>
  | Draft<'maintenance'>;

/**
 * Writes the row, then starts its execution. From the row on the operation exists: should the start fail, the sweep
 * starts what is Pending for a minute, so the caller is told 202 all the same.
 */
export async function startOperation(
  services: Dependencies,
  request: ApiRequest,
  ticket: IdempotencyClaim,
  draft: AnyDraft,
): Promise<Operation> {
  const { clock } = services;
  request.about({ name: draft.name, cluster: draft.cluster.name });
  const drafted = render(ticket, draft, request.caller.subject, clock);
  const { created, operation } = await beginOperation(services, drafted);
  if (!created) return sameRequest(operation, ticket);
  return operation;
}

function render(ticket: IdempotencyClaim, draft: AnyDraft, createdBy: string, clock: Services['clock']): Operation {
  const { cluster, locations = [], backup, source, ...given } = draft;
  const refs = {
    cluster,
    locations,
    ...(backup ? { backup } : {}),
    ...(source ? { source } : {}),
  };
  return newOperation(
    { ...given, ...ticket, refs, createdBy },
    clock.now(),
    draft.spec.settings.operationTimeoutSeconds,
  );
}

function sameRequest(found: Operation, { requestHash }: IdempotencyClaim): Operation {
  if (found.requestHash === requestHash) return found;
  throw new Fault('request.idempotency_mismatch', 'the Idempotency-Key was used with another body');
}

/** Of the body as the schema read it: the order of its fields and what is default do not count. */
export function hashOf(body: unknown): string {
  const canonical = JSON.stringify(body, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(canonical).digest('hex');
}
