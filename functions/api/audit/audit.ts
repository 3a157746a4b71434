import type { AuditTrail } from '../../services/audit/audit.ts';
import { route } from '../http/contract.ts';
import { auditQuerySchema } from './schema.ts';

export const listAuditRecords = route({
  operationId: 'listAuditRecords',
  route: 'GET /v1/audit',
  scope: 'admin',
  summary: 'Who changed what, when, from where; newest first',
  query: auditQuerySchema,
  answer: 'AuditRecord[]',
  handle: async ({ audit }: { audit: AuditTrail }, { query: { limit, cursor, ...filter } }) =>
    await audit.list(filter, cursor, limit),
});
