import { restoreRequestSchema } from '../../domain/restore/restore-spec.ts';
import type { Uses } from '../../platform/services.ts';
import { checkSpecSize } from '../http/body.ts';
import { route, starts } from '../http/contract.ts';
import { restoreQuerySchema } from '../operations/schema.ts';
import { startOnce } from '../start-operation.ts';
import { checkClassMapping, draftRestore } from './draft-restore.ts';

/** What the target would refuse a restore for is an answer of the operation; what the records say against it is one of the request. */
export const simulateRestore = route({
  operationId: 'simulateRestore',
  route: 'POST /v1/restores/simulate',
  scope: 'operate',
  summary:
    'Look at what such a restore would do, and what speaks against it, touching nothing: its operation has it in `simulation`',
  body: restoreRequestSchema,
  query: restoreQuerySchema,
  ...starts('/v1/operations/{id}'),
  handle: async (services: Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>, request) => {
    const { body } = request;
    checkSpecSize(body);
    return await startOnce(services, request, 'simulation', body, async () => {
      const { draft, volumes } = await draftRestore(services, body, request);
      checkClassMapping(body, volumes);
      const { spec, ...more } = draft;
      return { ...more, kind: 'simulation', spec: { of: 'restore', restore: spec, settings: spec.settings } };
    });
  },
});
