import { Fault, toFault } from '../domain/errors.ts';
import { OPERATION_PREFIXES } from '../domain/ids.ts';
import { isOver } from '../domain/operation/operation.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import type { CatalogKind, Removal, User } from '../services/catalog/catalog.ts';
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

const CONCURRENCY = 10;
/** Deletions go on by what is left, and say what they could not reach; a location whose gatewayCluster goes warns. */
const GO_ON = new Set(['delete', 'location']);
/** Answers to a cancel that comes too late: it ends by itself, with or without what is removed. */
const TOO_LATE = new Set(['backup.sealing', 'operation.ended', 'operation.not_found']);

interface Dependencies extends Uses<'ledger'> {
  /** Takes a schedule away with everything that fires it. @returns false where it was gone already */
  removeSchedule(name: string): Promise<boolean>;
  /** Told of each user that was ended, as it is. */
  onEnd(user: User): void;
}

/**
 * Ends what uses a thing that is removed by force: schedules go first, so that nothing new begins; operations are
 * cancelled, and end without what they used. Twice is once.
 * @param why for their records: `ann, who removed cluster c1 by force`
 * @throws Fault Rejected `object.in_use` with users that cannot be ended
 */
export function evictUsers({ ledger, removeSchedule, onEnd }: Dependencies, why: string) {
  return async (users: readonly User[]): Promise<void> => {
    const others = users.filter(({ kind }) => kind !== 'schedule' && !GO_ON.has(kind) && !(kind in OPERATION_PREFIXES));
    if (others.length > 0) {
      const details = { users: others.slice(0, 100) };
      throw new Fault('object.in_use', `${others.length} of its users cannot be removed with it`, { details });
    }
    for (const user of users) if (user.kind === 'schedule' && (await removeSchedule(user.name))) onEnd(user);
    await inParallel(users, CONCURRENCY, async (user) => {
      if (user.kind !== 'schedule' && !GO_ON.has(user.kind) && (await cancel(user.name))) onEnd(user);
    });
  };

  /** True when it was cancelled. */
  async function cancel(operationId: string): Promise<boolean> {
    const operation = await ledger.readOperation(operationId);
    if (!operation || isOver(operation)) return false;
    try {
      await ledger.requestCancel(operationId, why);
      await ledger.appendEvent(operationId, { type: 'CancelRequested', message: `by ${why}` });
      return true;
    } catch (thrown) {
      if (!TOO_LATE.has(toFault(thrown).code)) throw thrown;
      return false;
    }
  }
}
