import type { CatalogKind, Removal } from '../services/catalog/catalog.ts';
import { evictUsers } from './evict-users.ts';
import { forceQuerySchema } from './operations/schema.ts';
import type { ApiRequest } from './request.ts';
import { type RemoveScheduleServices, scheduleRemover } from './schedules/remove-schedule.ts';

/** How a DELETE removes a catalogue thing: with `?force=true` it ends the users that would keep it. */
export function removalOf(services: RemoveScheduleServices, request: ApiRequest, kind: CatalogKind): Removal {
  const { force } = request.query(forceQuerySchema);
  const by = request.caller.subject;
  if (!force) return { by };
  const removeSchedule = scheduleRemover(services, request);
  const why = `${by}, who removed ${kind} ${request.params.name ?? ''} by force`;
  return { by, evict: evictUsers({ ledger: services.ledger, removeSchedule }, why) };
}
