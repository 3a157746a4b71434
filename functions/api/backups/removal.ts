import { Fault } from '../../domain/errors.ts';
import type { BackupOperation } from '../../domain/operation/operation.ts';
import { startDeletion } from '../../operations/start-deletion.ts';
import type { Services } from '../../platform/services.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { checkSystem } from '../check-system.ts';
import { accepted, noContent, ok } from '../http/reply.ts';
import type { ApiRequest } from '../http/request.ts';
import type { RouteHandler } from '../http/router.ts';
import { operationView } from '../operations/views.ts';
import { deletionQuerySchema, legalHoldSchema } from './schema.ts';

type Needs = Pick<Services, 'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>;

/** How a backup goes, and what keeps it. */
export function removalRoutes(services: Needs) {
  const { clock, ledger } = services;

  async function read({ params }: ApiRequest): Promise<BackupOperation> {
    const found = await ledger.readOperation(params.id ?? '');
    if (found?.kind === 'backup') return found;
    throw new Fault('backup.not_found', `there is no backup ${params.id}`);
  }

  const remove: RouteHandler = async (request) => {
    const { force } = request.query(deletionQuerySchema);
    const backup = await read(request);
    const { namespaces } = backup.spec.selection;
    const selected = { cluster: backup.refs.cluster, namespaces };
    await checkSystem(services, request, selected, 'namespaces of a backup that is deleted');
    const because = force ? 'somebody asked for it, with ?force=true' : 'somebody asked for it';
    const wish = { by: request.caller.subject, because, force };
    const operation = await startDeletion(services, backup, wish);
    request.about({ operationId: operation.operationId, force });
    return accepted(`/v1/operations/${operation.operationId}`, operationView(operation));
  };

  const hold: RouteHandler = async (request) => {
    const { reason } = request.body(legalHoldSchema);
    const { operationId } = await read(request);
    const by = request.caller.subject;
    const held = await ledger.holdBackup(operationId, { at: isoNow(clock), by, reason });
    await ledger.appendEvent(operationId, { type: 'LegalHoldPlaced', message: `by ${by}: ${reason}` });
    request.about({ reason });
    return ok(operationView(held));
  };

  const release: RouteHandler = async (request) => {
    const { operationId, legalHold } = await read(request);
    if (!legalHold) return noContent();
    await ledger.holdBackup(operationId, undefined);
    const message = `by ${request.caller.subject}; it was ${legalHold.by}'s: ${legalHold.reason}`;
    await ledger.appendEvent(operationId, { type: 'LegalHoldReleased', message });
    request.about({ legalHold: 'released' });
    return noContent();
  };

  return { remove, hold, release };
}
