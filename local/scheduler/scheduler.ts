import type { StackClock } from '../clock.ts';
import { serviceError } from '../service-error.ts';
import { ACCOUNT, REGION } from '../step-functions/limits.ts';
import { type Destinations, deliverSlot } from './deliver-slot.ts';
import { type Expression, parseExpression } from './expression.ts';
import type { Schedule, ScheduleRequest } from './schedule.ts';
import { type SchedulesFile, schedulesInFolder, schedulesInMemory } from './schedules-file.ts';

export type Scheduler = {
  /** @throws ConflictException, ValidationException */
  create(request: ScheduleRequest): Schedule;
  /** @throws ResourceNotFoundException */
  remove(group: string, name: string): void;
  /** In the order of their names. */
  list(group: string | undefined, prefix: string): Schedule[];
  start(): void;
  stop(): void;
};

export type SchedulerOptions = Destinations & {
  clock: StackClock;
  /** Keeps the schedules; in memory without it. Deliveries that were under way are lost with the process. */
  folder?: string | undefined;
};

const LONGEST_NAME = 64;
const LONGEST_WAIT = 60_000;
const EARLIEST_START = 5 * 60_000;
const LEAST_AGE_SECONDS = 60;

type Armed = { schedule: Schedule; expression: Expression; next: number | undefined };

/** EventBridge Scheduler in process. Slots that pass while it is down are not made up for: the product finds them. */
export function createScheduler({ clock, folder, ...destinations }: SchedulerOptions): Scheduler {
  const file: SchedulesFile = folder ? schedulesInFolder(folder) : schedulesInMemory();
  const armed = new Map<string, Armed>();
  const stopped = new AbortController();
  const delivery = { ...destinations, clock, stopped: stopped.signal };
  let wake = new AbortController();
  for (const schedule of file.load()) arm(schedule);

  function arm(schedule: Schedule): void {
    const { ScheduleExpression: text, ScheduleExpressionTimezone: zone = 'UTC', StartDate: start } = schedule;
    const expression = parseExpression(text, zone, start === undefined ? schedule.createdAt : start * 1000);
    // A rate without a start fires a period after it was made, for the first time.
    const after = Math.max(clock.now(), start === undefined ? schedule.createdAt : start * 1000 - 1);
    armed.set(keyOf(schedule.GroupName, schedule.Name), { schedule, expression, next: expression.next(after) });
  }

  function remove(group: string, name: string): void {
    if (!armed.delete(keyOf(group, name)))
      throw serviceError('ResourceNotFoundException', `Schedule ${name} does not exist.`);
    file.remove(group, name);
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      wake = new AbortController();
      const due = fireDue(clock.now());
      const wait = Math.min(LONGEST_WAIT, Math.max(1, due - clock.now()));
      await clock.timer(wait, AbortSignal.any([wake.signal, stopped.signal])).catch(() => undefined);
    }
  }

  /** @returns when the next one is due */
  function fireDue(now: number): number {
    let soonest = Number.POSITIVE_INFINITY;
    for (const one of armed.values()) {
      while (one.next !== undefined && one.next <= now) {
        const scheduled = one.next;
        one.next = one.expression.next(scheduled);
        clock.detached(() => void deliverSlot(one.schedule.Target, scheduled, delivery));
      }
      if (one.next !== undefined) soonest = Math.min(soonest, one.next);
      else if (one.schedule.ActionAfterCompletion === 'DELETE') remove(one.schedule.GroupName, one.schedule.Name);
    }
    return soonest;
  }

  return {
    create(request) {
      if (armed.has(keyOf(request.GroupName, request.Name)))
        throw serviceError('ConflictException', `Schedule ${request.Name} already exists.`);
      check(request, clock.now());
      const schedule = { ...request, createdAt: clock.now() };
      arm(schedule);
      file.put(schedule);
      wake.abort();
      return schedule;
    },
    remove,
    list: (group, prefix) =>
      [...armed.values()]
        .map(({ schedule }) => schedule)
        .filter(({ GroupName, Name }) => (group === undefined || GroupName === group) && Name.startsWith(prefix))
        .toSorted((a, b) => (a.Name < b.Name ? -1 : 1)),
    start: () => clock.detached(() => void run()),
    stop: () => stopped.abort(),
  };
}

export function scheduleArn({ GroupName: group, Name: name }: Pick<Schedule, 'GroupName' | 'Name'>): string {
  return `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${group}/${name}`;
}

function keyOf(group: string, name: string): string {
  return `${group}/${name}`;
}

/** What AWS refuses, as far as the product could come by it. */
function check(
  { Name: name, FlexibleTimeWindow: window, Target: target, StartDate: start }: ScheduleRequest,
  now: number,
): void {
  const age = target?.RetryPolicy?.MaximumEventAgeInSeconds ?? LEAST_AGE_SECONDS;
  const wrong = [
    [!/^[0-9a-zA-Z-_.]+$/.test(name) || name.length > LONGEST_NAME, `name ${name}`],
    [window?.Mode !== 'OFF', 'FlexibleTimeWindow: only OFF is known here'],
    [!target?.Arn?.includes(':stateMachine:'), 'Target.Arn: only state machines are known here'],
    [!target?.RoleArn, 'Target.RoleArn'],
    [age < LEAST_AGE_SECONDS || age > 86_400, 'MaximumEventAgeInSeconds'],
    [start !== undefined && start * 1000 < now - EARLIEST_START, 'StartDate is earlier than 5 minutes ago'],
  ].find(([is]) => is);
  if (wrong) throw serviceError('ValidationException', `1 validation error detected: ${wrong[1]}`);
}
