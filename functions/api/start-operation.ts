import { createHash } from 'node:crypto';
import { Fault } from '../domain/errors.ts';
import { type OperationKind, operationIdOf } from '../domain/ids.ts';
import { newOperation, type Operation, type Slot } from '../domain/operation/operation.ts';
import type { ClusterRef, Ref } from '../domain/operation/refs.ts';
import type { ResolvedSettings } from '../domain/settings/settings.ts';
import { beginOperation } from '../operations/begin-operation.ts';
import type { Services } from '../platform/services.ts';
import type { ApiRequest } from './http/request.ts';

type Needs = Pick<Services, 'catalog' | 'clock' | 'executions' | 'ledger' | 'log'>;

/** Names a request's operation before anything is looked at: the same subject, route and key is the same operation. */
export interface Ticket {
  kind: OperationKind;
  operationId: string;
  requestHash: string;
}

export function ticketOf(request: ApiRequest, kind: OperationKind, body: unknown, clock: Services['clock']): Ticket {
  const { caller, route, params, idempotencyKey } = request;
  const parts = idempotencyKey
    ? [caller.subject, route, ...Object.values(params), idempotencyKey]
    : [Buffer.from(clock.randomBytes(32)).toString('hex')];
  return { kind, operationId: operationIdOf(kind, parts), requestHash: hashOf(body) };
}

/** The operation that an earlier request with this key made. @throws Fault `request.idempotency_mismatch` */
export async function findEarlier({ ledger }: Needs, ticket: Ticket): Promise<Operation | undefined> {
  const found = await ledger.readOperation(ticket.operationId);
  return found && sameRequest(found, ticket);
}

export interface Draft<Spec> {
  name: string;
  spec: Spec & { settings: ResolvedSettings };
  cluster: ClusterRef;
  location?: Ref;
  backup?: string;
  source?: ClusterRef;
  retryOf?: string;
  slot?: Slot;
  labels: Record<string, string>;
  warnings?: string[];
}

/**
 * Writes the row, then starts its execution. From the row on the operation exists: should the start fail, the sweep
 * starts what is Pending for a minute, so the caller is told 202 all the same.
 */
export async function startOperation<Spec>(
  services: Needs,
  request: ApiRequest,
  ticket: Ticket,
  draft: Draft<Spec>,
): Promise<Operation> {
  const { clock } = services;
  request.about({ name: draft.name, cluster: draft.cluster.name });
  const drafted = render(ticket, draft, request.caller.subject, clock);
  const { created, operation } = await beginOperation(services, drafted);
  if (!created) return sameRequest(operation, ticket);
  return operation;
}

function render<Spec>(
  { kind, operationId, requestHash }: Ticket,
  { name, spec, cluster, location, backup, source, retryOf, slot, labels, warnings = [] }: Draft<Spec>,
  createdBy: string,
  clock: Services['clock'],
): Operation {
  const refs = {
    cluster,
    ...(location ? { location } : {}),
    ...(backup ? { backup } : {}),
    ...(source ? { source } : {}),
  };
  const again = { ...(retryOf ? { retryOf } : {}), ...(slot ? { slot } : {}) };
  return newOperation(
    { operationId, kind, name, spec, refs, createdBy, labels, warnings, requestHash, ...again },
    clock.now(),
    spec.settings.operationTimeoutSeconds,
  );
}

function sameRequest(found: Operation, { requestHash }: Ticket): Operation {
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
