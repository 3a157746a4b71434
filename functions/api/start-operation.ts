import { Fault } from '../domain/errors.ts';
import { type OperationKind, operationIdOf } from '../domain/ids.ts';
import type { Slot } from '../domain/operation/backup-operation.ts';
import { newOperation } from '../domain/operation/new-operation.ts';
import type { Operation, OperationOf } from '../domain/operation/operation.ts';
import type { ClusterRef, Ref } from '../domain/operation/refs.ts';
import { beginOperation } from '../operations/begin-operation.ts';
import type { Services, Uses } from '../platform/services.ts';
import { hashOf } from './hash-of-body.ts';
import type { ApiRequest } from './http/request.ts';
import { operationView } from './operations/views.ts';

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
  | Draft<'maintenance'>
  | Draft<'simulation'>;

/**
 * Starts what a request asks for, once: the same subject, route and Idempotency-Key is the same operation, which is shown as
 * it is, and nothing is looked at again. From its row on it exists: should the start of its execution fail, the sweep starts
 * what is Pending for a minute, so the caller is told 202 all the same.
 * @param asked what makes two requests with one key the same
 * @param draft is told the id that the operation will have
 */
export async function startOnce(
  services: Uses<'catalog' | 'clock' | 'executions' | 'ledger' | 'log'>,
  request: ApiRequest,
  kind: OperationKind,
  asked: unknown,
  draft: (operationId: string) => Promise<AnyDraft>,
): Promise<ReturnType<typeof operationView>> {
  const { clock, ledger } = services;
  const claim = { operationId: operationIdOf(kind, identityOf(request, clock)), requestHash: hashOf(asked) };
  const earlier = await ledger.readOperation(claim.operationId);
  if (earlier) return operationView(sameRequest(earlier, claim));
  const drafted = await draft(claim.operationId);
  request.about({ name: drafted.name, cluster: drafted.cluster.name });
  const rendered = render(claim, drafted, request.caller.subject, clock);
  const { created, operation } = await beginOperation(services, rendered);
  return operationView(created ? operation : sameRequest(operation, claim));
}

function identityOf({ caller, route, params, idempotencyKey }: ApiRequest, clock: Services['clock']): string[] {
  if (idempotencyKey) return [caller.subject, route, ...Object.values(params), idempotencyKey];
  return [Buffer.from(clock.randomBytes(32)).toString('hex')];
}

interface IdempotencyClaim {
  operationId: string;
  requestHash: string;
}

function render(claim: IdempotencyClaim, draft: AnyDraft, createdBy: string, clock: Services['clock']): Operation {
  const { cluster, locations = [], backup, source, ...given } = draft;
  const refs = { cluster, locations, ...(backup ? { backup } : {}), ...(source ? { source } : {}) };
  return newOperation({ ...given, ...claim, refs, createdBy }, clock.now());
}

function sameRequest(found: Operation, { requestHash }: IdempotencyClaim): Operation {
  if (found.requestHash === requestHash) return found;
  throw new Fault('request.idempotency_mismatch', 'the Idempotency-Key was used with another body');
}
