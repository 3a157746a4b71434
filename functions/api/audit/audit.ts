import * as z from 'zod';
import type { AuditTrail } from '../../services/audit/audit.ts';
import { route } from '../http/contract.ts';
import { inOrder, pageSchema, spanShape } from '../operations/schema.ts';

export const auditQuerySchema = inOrder(
  pageSchema.extend({
    subject: z.string().min(1).max(256).optional(),
    target: z.string().min(1).max(512).optional().describe('a path, a name or id in one, or a fact such as a uid'),
    ...spanShape,
  }),
);

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
