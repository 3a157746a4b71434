import { createHash } from 'node:crypto';
import * as z from 'zod';
import { openRecord, time } from '../open-record.ts';
import { secondsOf } from '../settings/settings.ts';
import type { BackupRules } from './backup-rules.ts';
import type { Action } from './rule-spec.ts';

const OUTCOMES = ['Succeeded', 'Failed', 'TimedOut', 'Unknown', 'PodGone', 'ContainerAnew', 'NotBegun'] as const;

/**
 * One action of a rule in one container, for one freeze. Its row is written before anything of it runs: a command that was
 * begun and whose end nobody knows is not begun again.
 */
export const actionRunSchema = openRecord({
  /** In the order in which they run within their kind. */
  id: z.string(),
  group: z.int().describe('of the volumes that are cut together'),
  does: z
    .enum(['preExec', 'undo', 'postExec'])
    .describe('undo: what takes an action of the pre-exec rule back, where no post-exec action is for its container'),
  action: z.int().describe('which action of its rule, from 0'),
  namespace: z.string(),
  pod: z.string(),
  /** Which of the pods that may have had the name. */
  podUid: z.string(),
  container: z.string(),
  /** Of its processes and files in the container. */
  key: z.string(),
  phase: z
    .enum(['Pending', 'Started', 'Holding', 'Ended'])
    .describe('Holding: a background command waits for the cut, and holds what it took'),
  startedAt: time.exactOptional().describe('absent where nothing of it has run'),
  heldAt: time.exactOptional().describe('when a background command had come to where it waits'),
  /** Since when it is asked to let go; of an undo without a command, its timer. */
  releasedAt: time.exactOptional(),
  endedAt: time.exactOptional(),
  outcome: z.enum(OUTCOMES).exactOptional(),
  exitCode: z.int().exactOptional(),
  /** Whether a timer in the container would run it. */
  armed: z.boolean().exactOptional().describe('a timer in the container would have run it at the deadline'),
  thawedBy: z.enum(['us', 'timer']).exactOptional().describe('who ran it: Snapferry, or the timer at the deadline'),
  /** In a sentence. */
  message: z.string().exactOptional().describe('what went otherwise than it should'),
  output: z
    .string()
    .exactOptional()
    .describe('what it printed: the last 4 KiB at most, after a line "…" where something was left out'),
});
export type ActionRun = z.infer<typeof actionRunSchema>;

interface ActionPlace {
  does: ActionRun['does'];
  action: number;
  namespace: string;
  pod: string;
  podUid: string;
  container: string;
}

/** @param n its place among all of its group */
export function newActionRun(operationId: string, group: number, n: number, place: ActionPlace): ActionRun {
  const id = `${String(group).padStart(4, '0')}-${String(n).padStart(4, '0')}`;
  // As long as all others, so that none is the beginning of another one.
  const key = createHash('sha256').update(`${operationId}/${id}`).digest('hex').slice(0, 20);
  return { id, group, ...place, key, phase: 'Pending' };
}

/** Of a container, among those of all pods. */
export function containerKeyOf({ podUid, container }: Pick<ActionPlace, 'podUid' | 'container'>): string {
  return `${podUid}/${container}`;
}

/** What would thaw the container of a command, whatever becomes of us. */
export function armedIn(actions: readonly ActionRun[], action: ActionRun): string[] {
  const within = actions.filter((one) => containerKeyOf(one) === containerKeyOf(action));
  return within.flatMap(({ armed, key }) => (armed ? key : []));
}

/** The action that a run is of. @throws TypeError for one that the rules do not have */
export function actionOf(
  { preExec, postExec }: BackupRules,
  { does, action }: Pick<ActionRun, 'does' | 'action'>,
): Action {
  const found = (does === 'postExec' ? postExec : preExec)?.actions[action];
  if (!found) throw new TypeError(`the rules have no ${does} action ${action}`);
  return found;
}

/** What it runs: the command, or what takes the command back. */
export function commandOf(action: Action, does: ActionRun['does']): string {
  return does === 'undo' ? (action.undo ?? '') : action.command;
}

export function timeoutOf({ timeout }: Action): number {
  return secondsOf(timeout);
}

export function placeOf({ does, action, namespace, pod, container }: ActionPlace): string {
  const what =
    does === 'undo'
      ? `the undo of action ${action}`
      : `action ${action} of the ${does === 'preExec' ? 'pre' : 'post'}-exec rule`;
  return `${what} in container ${container} of pod ${namespace}/${pod}`;
}

/** The command that an undo takes back. */
export function undoneBy(runs: readonly ActionRun[], undo: ActionRun): ActionRun | undefined {
  const at = containerKeyOf(undo);
  return runs.find((one) => one.does === 'preExec' && one.action === undo.action && containerKeyOf(one) === at);
}

/** Nothing of it has run, and nothing of it will. What was claimed may have. */
export function hasNeverBegun({ phase, outcome, startedAt }: ActionRun): boolean {
  return phase === 'Ended' && (outcome === 'NotBegun' || startedAt === undefined);
}

/** Lowest first; undo takes back what was done last first. */
export function inTurn(runs: readonly ActionRun[]): ActionRun[][] {
  const byAction = Map.groupBy(runs, ({ does, action }) => `${does}/${action}`);
  const order = ([one]: ActionRun[]) => (one?.does === 'undo' ? -one.action : 100 + (one?.action ?? 0));
  return [...byAction.values()].toSorted((a, b) => order(a) - order(b));
}
