import { toFault } from '../../domain/errors.ts';
import type { Run } from '../../domain/operation/operation.ts';
import type { ActionRun } from '../../domain/rule/action-run.ts';
import type { BackupRules } from '../../domain/rule/backup-rules.ts';
import { endOfOutput, MAX_OUTPUT_BYTES } from '../../domain/rule/command-output.ts';
import type { Uses } from '../../platform/services.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Cluster, ExecResult } from '../../services/cluster/cluster.ts';
import type { Changes } from '../../services/ledger/ledger.ts';

/** On which cluster, and for which run, actions are run. */
export interface On {
  services: Uses<'clock' | 'ledger'>;
  cluster: Cluster;
  run: Run;
  rules: BackupRules;
}

/** Of a script beside what it waits for: the way there, and what it does before and after. */
const SCRIPT_SECONDS = 15;
/** A script that waits longer is left, and asked once more: a Task has two minutes. */
export const LONGEST_LOOK_SECONDS = 40;

/** Exit codes of what SIGTERM and SIGKILL have ended. */
export const KILLED: ReadonlySet<number> = new Set([143, 137]);

export type Answered =
  | { ran: ExecResult }
  /** Nobody knows whether it ran, or it goes on: to be asked again. */
  | { lost: string }
  /** The pod is not there any more, and nothing of it is. */
  | { gone: string }
  /** The container does not run now: nothing has run. */
  | { away: string }
  /** Nothing has run. */
  | { refused: string };

/**
 * Runs a script in the container of an action.
 * @throws Fault Transient: nothing has run, and it may be tried again
 */
export async function execFor(
  { cluster }: On,
  { namespace, pod, podUid, container }: ActionRun,
  command: string[],
  waitSeconds: number,
): Promise<Answered> {
  const options = {
    container,
    command,
    timeoutSeconds: waitSeconds + SCRIPT_SECONDS,
    maxOutputBytes: MAX_OUTPUT_BYTES + 200,
    keep: 'last' as const,
  };
  try {
    return { ran: await cluster.exec(namespace, pod, options) };
  } catch (thrown) {
    const { code, disposition, message } = toFault(thrown);
    if (code === 'exec.timed_out' || code === 'exec.outcome_unknown') return { lost: message };
    if (code === 'exec.pod_not_found') return { gone: 'its pod is not there any more' };
    if (code === 'exec.container_not_running') return { away: message };
    if (code === 'exec.container_not_found') return { gone: `${message} (it was in the pod with uid ${podUid})` };
    // What one container is refused for keeps none of the others from being thawed.
    if (disposition !== 'Transient') return { refused: message };
    throw thrown;
  }
}

/** Sets an action's row on, if it is where it was; else what it has come to by another delivery of the Task. */
export async function advance(
  { services: { ledger }, run }: On,
  action: ActionRun,
  changes: Changes<Omit<ActionRun, 'id'>>,
): Promise<ActionRun> {
  const changed = await ledger.updateAction(run, action, changes);
  if (changed) return changed;
  const rows = await ledger.readActions(run.operationId, action.group);
  return rows.find(({ id }) => id === action.id) ?? action;
}

/** Pending becomes Started, by one delivery of the Task alone; undefined where another one has begun it. */
export async function claim({ services: { clock, ledger }, run }: On, action: ActionRun) {
  const startedAt = action.startedAt ?? isoNow(clock);
  return await ledger.updateAction(run, action, { phase: 'Started', startedAt });
}

/** Nothing has run of what was claimed: it may be begun at the next try. */
export async function giveBack({ services: { ledger }, run }: On, action: ActionRun): Promise<void> {
  await ledger.updateAction(run, action, { phase: 'Pending', startedAt: undefined });
}

/** Its end by an exit code: 0 is success. */
export async function endByExit(
  on: On,
  action: ActionRun,
  { exitCode, output }: { exitCode: number; output: string },
  more: Changes<Pick<ActionRun, 'startedAt' | 'endedAt' | 'thawedBy'>> = {},
): Promise<ActionRun> {
  const message = exitCode === 0 ? undefined : `it ended with exit code ${exitCode}${lastOf(output)}`;
  return await endAction(on, action, exitCode === 0 ? 'Succeeded' : 'Failed', { exitCode, output, message, ...more });
}

/** Nothing of it has run, and from now on nobody begins it. */
export async function endNotBegun(on: On, action: ActionRun): Promise<ActionRun> {
  return await endAction(on, action, 'NotBegun', { startedAt: undefined });
}

/** Its end, for good. */
export async function endAction(
  on: On,
  action: ActionRun,
  outcome: NonNullable<ActionRun['outcome']>,
  more: Changes<Pick<ActionRun, 'startedAt' | 'endedAt' | 'exitCode' | 'message' | 'output' | 'thawedBy'>> = {},
): Promise<ActionRun> {
  const { output, message, ...others } = more;
  return await advance(on, action, {
    phase: 'Ended',
    endedAt: isoNow(on.services.clock),
    outcome,
    ...(output ? { output: endOfOutput(output) } : {}),
    ...(message ? { message: message.slice(0, 1000) } : {}),
    ...others,
  });
}

export function secondsSince({ clock }: Uses<'clock'>, { startedAt = isoNow(clock) }: ActionRun): number {
  return (clock.now().getTime() - Date.parse(startedAt)) / 1000;
}

/** What a shell says of programs that were ended: they would hide what the command has said. */
const OF_SHELLS = /(?:^|\n)(?:Killed|Terminated)(?=\n|$)/g;

/** The end of a text that a command has printed, for a sentence. */
export function lastOf(output: string): string {
  const text = output.replaceAll(OF_SHELLS, '').trim();
  return text === '' ? '' : `: ${text.slice(-300)}`;
}
