import * as z from 'zod';
import { failureSchema } from '../failure.ts';
import { openRecord, time } from '../open-record.ts';

/** How long the applications of one freeze group stood still, and who set them going again. */
export const freezeSchema = openRecord({
  group: z.int().describe('of the volumes that are cut together'),
  namespaces: z.array(z.string()).describe('of the group, 20 at most'),
  /** Each container of it has a timer that thaws then; absent where there is nothing to thaw. */
  until: time.exactOptional().describe('when the applications thaw by themselves, whatever becomes of Snapferry'),
  /** How many actions it has, once all of them have their rows; before that nothing has begun. */
  actions: z.int().exactOptional().describe('how many commands its rules run, or would'),
  startedAt: time.exactOptional().describe('when the first pre-exec command began'),
  cutAt: time.exactOptional().describe('when all volumes of the group were seen to be cut'),
  thawedAt: time.exactOptional().describe('when the last post-exec command had ended; absent where nobody knows'),
  seconds: z
    .number()
    .exactOptional()
    .describe('from the first pre-exec command to the end of the last post-exec command'),
  commandSeconds: z
    .number()
    .exactOptional()
    .describe('of that time, what the commands themselves took; side by side they count once'),
  thawedBy: z
    .enum(['us', 'timer'])
    .exactOptional()
    .describe('timer: in one container at least it had come to the deadline'),
  thawFailed: z.string().exactOptional().describe('why an application may not have been thawed'),
  crashConsistent: z.string().exactOptional().describe('why its volumes are cut as after a crash, and not quiesced'),
  error: failureSchema.exactOptional().describe('why the backup failed, as far as it is for this freeze'),
  /** The group is done with; absent while it is frozen. */
  endedAt: time.exactOptional(),
});
export type Freeze = z.infer<typeof freezeSchema>;

/** On the row of an operation: the newest always, else the longest. */
const MAX_FREEZES = 50;

interface Frozen {
  freezes?: Freeze[] | undefined;
}

/** The freeze that nobody has ended yet. */
export function openFreeze({ freezes = [] }: Frozen): Freeze | undefined {
  const last = freezes.at(-1);
  return last?.endedAt === undefined ? last : undefined;
}

/** The one that was begun last, with these changes. */
export function withFreeze({ freezes = [] }: Frozen, changes: Partial<Freeze>): Freeze[] {
  const last = freezes.at(-1);
  return last ? [...freezes.slice(0, -1), { ...last, ...changes }] : [];
}

export function withNewFreeze({ freezes = [] }: Frozen, freeze: Freeze): Freeze[] {
  if (freezes.length < MAX_FREEZES) return [...freezes, freeze];
  const shortest = freezes.toSorted((a, b) => secondsFrozen(a) - secondsFrozen(b))[0];
  return [...freezes.filter((one) => one !== shortest), freeze];
}

/** From the first pre-exec command to the end of the last post-exec command; 0 where nothing was frozen. */
export function secondsFrozen({ startedAt, thawedAt, endedAt }: Freeze): number {
  const end = thawedAt ?? endedAt;
  return startedAt && end ? Math.max(0, (Date.parse(end) - Date.parse(startedAt)) / 1000) : 0;
}

export interface Span {
  from: string;
  to: string;
}

/** How long at least one of these lasted while the application stood still: what was begun or seen to end outside of that counts up to it. */
export function secondsWithin({ startedAt, thawedAt, endedAt }: Freeze, spans: readonly Span[]): number {
  const last = thawedAt ?? endedAt;
  if (!startedAt || !last) return 0;
  const end = Date.parse(last);
  let done = Date.parse(startedAt);
  let spent = 0;
  for (const { from, to } of spans.toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from))) {
    const begin = Math.max(done, Date.parse(from));
    const until = Math.min(end, Date.parse(to));
    if (until <= begin) continue;
    spent += until - begin;
    done = until;
  }
  return spent / 1000;
}

/** Its volumes may not be cut any more, or not as those of an application that stands still. */
export function hasExpired({ until }: Pick<Freeze, 'until'>, now: Date): boolean {
  return until !== undefined && now.getTime() >= Date.parse(until);
}

/** A command before the cut is ended so long before the timers of its container thaw. */
export const BEFORE_THAW_SECONDS = 2;
/** Until it is seen that one was. */
const LATE_SECONDS = 2;

/** Whether what was ended then was ended for the thaw. */
export function isNearThaw(until: string, at: string): boolean {
  return (Date.parse(until) - Date.parse(at)) / 1000 <= BEFORE_THAW_SECONDS + LATE_SECONDS;
}

/** Whether the thaw of its application leaves a command less time than its own timeout. */
export function isLimitedByThaw({ startedAt = '' }: { startedAt?: string }, timeoutSeconds: number, until: string) {
  return Date.parse(startedAt) + timeoutSeconds * 1000 > Date.parse(until) - BEFORE_THAW_SECONDS * 1000;
}
