import type { CatalogKind, Removal, User } from '../services/catalog/catalog.ts';
import { evictUsers } from './evict-users.ts';
import type { ApiRequest } from './http/request.ts';
import { type RemoveScheduleServices, scheduleRemover } from './schedules/remove-schedule.ts';

/** Of what ended, in the audit trail. */
const MAX_NAMED = 50;

/** How a DELETE removes a catalogue thing: with `?force=true` it ends the users that would keep it. */
export function removalOf(
  services: RemoveScheduleServices,
  request: ApiRequest & { query: { force: boolean } },
  kind: CatalogKind,
): Removal {
  const by = request.caller.subject;
  if (!request.query.force) return { by };
  const removeSchedule = scheduleRemover(services, request);
  const why = `${by}, who removed ${kind} ${request.params.name ?? ''} by force`;
  return { by, evict: evictUsers({ ledger: services.ledger, removeSchedule, onEnd: recordEnded(request) }, why) };
}

/** What ends is on record as it does, also when the removal fails half-way: the one after it does not find it any more. */
function recordEnded({ about }: Pick<ApiRequest, 'about'>): (user: User) => void {
  const ended: string[] = [];
  return ({ kind, name }) => {
    ended.push(`${kind} ${name}`);
    const inAll = ended.length > MAX_NAMED ? { endedInAll: ended.length } : {};
    about({ ended: ended.slice(0, MAX_NAMED), ...inAll });
  };
}
