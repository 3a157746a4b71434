import { startDeletion } from '../../operations/start-deletion.ts';
import type { Uses } from '../../platform/services.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { checkSystem } from '../check-system.ts';
import { route } from '../http/contract.ts';
import { operationView } from '../operations/views.ts';
import { readOfKind } from '../read-ended.ts';
import { deletionQuerySchema, legalHoldSchema } from './schema.ts';

export const deleteBackup = route({
  operationId: 'deleteBackup',
  route: 'DELETE /v1/backups/{id}',
  scope: 'operate',
  summary:
    'Delete a backup: the seal first, then all that is of it; its row stays as Deleted. Again once `backup.returned` is a finding',
  query: deletionQuerySchema,
  status: 202,
  location: '/v1/operations/{id}',
  answer: 'Operation',
  handle: async (services: Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>, request) => {
    const { force } = request.query;
    const backup = await readOfKind(services.ledger, 'backup', request.params.id);
    const { namespaces } = backup.spec.selection;
    const selected = { cluster: backup.refs.cluster, namespaces };
    await checkSystem(services, request, selected, 'namespaces of a backup that is deleted');
    const because = force ? 'somebody asked for it, with ?force=true' : 'somebody asked for it';
    const wish = { by: request.caller.subject, because, force };
    const operation = await startDeletion(services, backup, wish);
    request.about({ operationId: operation.operationId, force });
    return operationView(operation);
  },
});

export const placeLegalHold = route({
  operationId: 'placeLegalHold',
  route: 'PUT /v1/backups/{id}/legal-hold',
  scope: 'admin',
  summary: 'Hold a backup: nobody and nothing deletes it',
  body: legalHoldSchema,
  answer: 'Operation',
  handle: async (services: Uses<'clock' | 'ledger'>, { params, body: { reason }, caller, about }) => {
    const { clock, ledger } = services;
    const { operationId } = await readOfKind(ledger, 'backup', params.id);
    const by = caller.subject;
    const held = await ledger.holdBackup(operationId, { at: isoNow(clock), by, reason });
    await ledger.appendEvent(operationId, { type: 'LegalHoldPlaced', message: `by ${by}: ${reason}` });
    about({ reason });
    return operationView(held);
  },
});

export const releaseLegalHold = route({
  operationId: 'releaseLegalHold',
  route: 'DELETE /v1/backups/{id}/legal-hold',
  scope: 'admin',
  summary: 'Take the hold off',
  handle: async ({ ledger }: Uses<'ledger'>, { params, caller, about }) => {
    const { operationId, legalHold } = await readOfKind(ledger, 'backup', params.id);
    if (!legalHold) return;
    await ledger.holdBackup(operationId, undefined);
    const message = `by ${caller.subject}; it was ${legalHold.by}'s: ${legalHold.reason}`;
    await ledger.appendEvent(operationId, { type: 'LegalHoldReleased', message });
    about({ legalHold: 'released' });
  },
});
