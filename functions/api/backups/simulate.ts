import { draftAskedBackup } from '../../operations/draft-backup.ts';
import type { Uses } from '../../platform/services.ts';
import { checkSpecSize } from '../http/body.ts';
import { route, starts } from '../http/contract.ts';
import { startOnce } from '../start-operation.ts';
import { bodyFrom, newBackupSchema } from './like.ts';

/** What the cluster would refuse a backup for is an answer of the operation; what the body is refused for is one of the request. */
export const simulateBackup = route({
  operationId: 'simulateBackup',
  route: 'POST /v1/backups/simulate',
  scope: 'operate',
  summary:
    'Look at what such a backup would do, and what speaks against it, touching nothing: its operation has it in `simulation`',
  body: newBackupSchema,
  ...starts('/v1/operations/{id}'),
  handle: async (services: Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>, request) => {
    checkSpecSize(request.body);
    return await startOnce(services, request, 'simulation', request.body, async () => {
      const body = await bodyFrom(services, request.body);
      const { spec, ...draft } = await draftAskedBackup(services, body, request);
      const { settings } = spec;
      return { kind: 'simulation', name: body.name, ...draft, spec: { of: 'backup', backup: spec, settings } };
    });
  },
});
