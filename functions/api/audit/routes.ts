import type { AuditTrail } from '../../services/audit/audit.ts';
import { ok } from '../http/reply.ts';
import type { RouteHandler } from '../http/router.ts';
import { auditQuerySchema } from './schema.ts';

export function auditRoutes({ audit }: { audit: AuditTrail }) {
  const list: RouteHandler = async (request) => {
    const { limit, cursor, ...filter } = request.query(auditQuerySchema);
    return ok(await audit.list(filter, cursor, limit));
  };

  return { list };
}
