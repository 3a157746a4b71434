import { type ActionRun, actionOf, commandOf, timeoutOf } from '../../domain/rule/action-run.ts';
import { armCommand, readArmed, readThawed, thawCommand } from '../../domain/rule/self-thaw.ts';
import {
  advance,
  claim,
  endAction,
  endByExit,
  execFor,
  giveBack,
  LONGEST_LOOK_SECONDS,
  lastOf,
  type On,
  secondsSince,
} from './exec-action.ts';
import { runInSession, secondsInSession } from './run-bare.ts';

const ARM_TRIES = 3;
/** Of several thaws in one container the timers fire one after the other. */
const APART_SECONDS = 2;
const HEARD_SECONDS = 10;
/** A thaw that has not ended is ended by its container; then nobody waits for it any more. */
const GRACE_SECONDS = 20;

interface Timer {
  until: string;
  /** Among the thaws of the same container. */
  place: number;
  /** The key of the command that an undo is for. */
  undoes: string | undefined;
  /** Keys of the commands in its container that hold something until the deadline. */
  after: readonly string[];
}

/**
 * Arms the timer that thaws at the deadline. May run again.
 * @returns why it could not be armed
 */
export async function arm(
  on: On,
  action: ActionRun,
  { until, place, undoes, after }: Timer,
): Promise<string | undefined> {
  if (action.armed) return undefined;
  const { clock, ledger } = on.services;
  // Whoever was taken over arms nothing any more.
  const row = await ledger.updateAction(on.run, action, { armed: false });
  if (!row) return undefined;
  const seconds = Math.max(1, Math.ceil((Date.parse(until) - clock.now().getTime()) / 1000) + place * APART_SECONDS);
  let why = 'nobody knows why';
  for (let tries = 0; tries < ARM_TRIES; tries += 1) {
    const answered = await execFor(on, row, armCommand({ ...freezeOf(on, row), undoes, after }, seconds), 0);
    const said = 'ran' in answered ? readArmed(answered.ran.stdout) : undefined;
    if (said && 'armed' in said) {
      await advance(on, row, { armed: true });
      return undefined;
    }
    if (said) why = said.cannot;
    else if (!('ran' in answered)) why = Object.values(answered).map(String).join();
    if (!('lost' in answered) && !('away' in answered)) break;
  }
  await advance(on, row, { message: `no timer could be armed: ${why}`.slice(0, 1000) });
  return why;
}

/**
 * One look at a thaw: begun once, whoever begins it; then asked how it ended.
 * @returns the row: Started, where it is to be asked again
 */
export async function thaw(on: On, action: ActionRun): Promise<ActionRun> {
  const { services } = on;
  const freeze = freezeOf(on, action);
  const isFirst = action.phase === 'Pending';
  let row = action;
  if (isFirst) {
    const claimed = await claim(on, action);
    if (!claimed) return await advance(on, action, {});
    row = claimed;
  }
  const left = Math.max(1, Math.ceil(freeze.thawSeconds + 2 - secondsSince(services, row)));
  const waitSeconds = Math.min(left, LONGEST_LOOK_SECONDS);
  const asked = { waitSeconds, unarmed: isFirst || !row.armed ? ('run' as const) : ('leave' as const) };
  const answered = await ask(on, row, thawCommand(freeze, asked), waitSeconds).catch(async (thrown: unknown) => {
    // Where nobody else would thaw, the next try must.
    if (isFirst) await giveBack(on, row);
    throw thrown;
  });
  if ('gone' in answered) return await endAction(on, row, 'PodGone', { message: answered.gone });
  if ('refused' in answered) return await endAction(on, row, 'Failed', { message: answered.refused });
  const isLate = secondsSince(services, row) > freeze.thawSeconds + GRACE_SECONDS;
  const giveUp = async (why: string) => (isLate ? await endAction(on, row, 'Unknown', { message: why }) : row);
  if ('away' in answered) {
    if (isLate) return await endAction(on, row, 'PodGone', { message: answered.away });
    return isFirst ? await advance(on, row, { phase: 'Pending' }) : row;
  }
  if ('lost' in answered) return await giveUp(answered.lost);
  const { said } = answered;
  if (said?.by === 'before') {
    // Another delivery of the Task may have written how it ended, and removed what it left.
    const now = await advance(on, row, {});
    if (now.phase === 'Ended' || secondsSince(services, row) < HEARD_SECONDS) return now;
    return await endAction(on, row, 'Unknown', {
      message: 'it was begun, and nothing of it is left in the container: nobody knows how it ended',
    });
  }
  if (said?.by === 'bare') {
    const { exitCode, stdout } = answered.ran;
    return await endByExit(on, row, { exitCode, output: stdout }, { thawedBy: 'us' });
  }
  if (!said?.ended) return await giveUp(`it did not end within ${freeze.thawSeconds} s`);
  const { output } = said;
  if (said.isAnew && row.armed) {
    const message = 'its container has started anew while it was frozen: it may have written before everything was cut';
    const ran = { exitCode: said.exitCode, output, message, thawedBy: 'us' as const };
    return await endAction(on, row, 'ContainerAnew', { ...ran, ...whenItRan(on, row, said.secondsAgo) });
  }
  if (said.isOverdue) {
    const message = `it did not come to its end within ${freeze.thawSeconds} s; it was ended${lastOf(output)}`;
    const ran = { exitCode: said.exitCode, output, message, thawedBy: said.by };
    return await endAction(on, row, 'TimedOut', { ...ran, ...whenItRan(on, row, said.secondsAgo) });
  }
  return await endByExit(on, row, said, { thawedBy: said.by, ...whenItRan(on, row, said.secondsAgo) });
}

/** In a container that nothing can be written in, `ran` is the thaw itself. */
async function ask(on: On, row: ActionRun, command: string[], waitSeconds: number) {
  const answered = await execFor(on, row, command, waitSeconds);
  if (!('ran' in answered)) return answered;
  const said = readThawed(answered.ran.stdout);
  if (said?.by !== 'bare') return { ...answered, said };
  const bare = await runInSession(on, row, secondsInSession(actionOf(on.rules, row)));
  return 'ran' in bare ? { ...bare, said } : bare;
}

/** The container tells whole seconds; and where its timer thawed, it began before anybody came to look. */
function whenItRan({ services: { clock } }: On, { startedAt }: ActionRun, secondsAgo = 0) {
  const endedAt = new Date(clock.now().getTime() - (secondsAgo > 1 ? secondsAgo : 0) * 1000).toISOString();
  return { endedAt, ...(startedAt && startedAt > endedAt ? { startedAt: endedAt } : {}) };
}

function freezeOf({ rules }: On, action: ActionRun) {
  const spec = actionOf(rules, action);
  return { key: action.key, thaw: commandOf(spec, action.does), thawSeconds: timeoutOf(spec) };
}
