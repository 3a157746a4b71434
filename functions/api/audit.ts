import type { Log } from '../runtime/logger.ts';
import type { ApiRequest } from './request.ts';

/** One line per change that somebody made or secret that somebody read: who, what, when (the line's own time), where from. */
export function audit(log: Log, { caller, route, requestId }: ApiRequest, what: Record<string, unknown>): void {
  log.info('audit', { audit: true, who: caller.subject, sourceIp: caller.sourceIp, route, requestId, ...what });
}
