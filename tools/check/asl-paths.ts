import type { Fault, Machine, State } from './asl-rules.ts';

/** Ends that need no CleanUp: nothing was begun, or the next epoch of the same operation goes on. */
const CLEAN_ENDS = /^NothingToDo$|Continued$/;

interface Edge {
  to: string;
  caught: boolean;
}

/**
 * Every path from the start to an end meets CleanUp, but for those on which nothing of ours can be left behind:
 * the first Task or a hand-over to the next epoch failed for good, and the reconciler takes the operation over.
 */
export function pathsWithoutCleanUp(machine: Machine): Fault[] {
  if (!machine.States.CleanUp) return [{ what: 'no state CleanUp', remedy: 'Add it; every path must meet it.' }];
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const open: string[][] = [[machine.StartAt]];
  for (let path = open.pop(); path; path = open.pop()) {
    const name = path.at(-1) ?? '';
    const state = machine.States[name];
    if (!state || seen.has(name) || name === 'CleanUp') continue;
    seen.add(name);
    if (isEnd(state) && !CLEAN_ENDS.test(name)) {
      faults.push({ state: name, what: `reached by ${path.join(' → ')}`, remedy: 'Go through CleanUp.' });
    }
    const reconciled = name === machine.StartAt || name.startsWith('Continue');
    for (const { to, caught } of edgesOf(state)) if (!(caught && reconciled)) open.push([...path, to]);
  }
  return faults;
}

/** States between which the application stands still, both included: retries there must be short. */
export function frozenStates(machine: Machine): ReadonlySet<string> {
  if (!machine.States.RunPreExecRules || !machine.States.RunPostExecRules) return new Set();
  const after = reach('RunPreExecRules', 'RunPostExecRules', (name) => targetsOf(machine, name));
  const names = Object.keys(machine.States);
  const before = reach('RunPostExecRules', 'RunPreExecRules', (name) =>
    names.filter((one) => targetsOf(machine, one).includes(name)),
  );
  return new Set([...after].filter((name) => before.has(name)));
}

function reach(from: string, to: string, next: (name: string) => readonly string[]): Set<string> {
  const reached = new Set([to]);
  const open = [from];
  for (let name = open.pop(); name; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...next(name));
  }
  return reached;
}

function targetsOf(machine: Machine, name: string): string[] {
  const state = machine.States[name];
  return state ? edgesOf(state).flatMap(({ to, caught }) => (caught ? [] : to)) : [];
}

function edgesOf(state: State): Edge[] {
  const on = [state.Next, state.Default, ...(state.Choices ?? []).map(({ Next }) => Next)];
  const caught = (state.Catch ?? []).map(({ Next }) => ({ to: Next, caught: true }));
  return [...on.filter((to) => to !== undefined).map((to) => ({ to, caught: false })), ...caught];
}

function isEnd(state: State): boolean {
  return state.End === true || state.Type === 'Succeed' || state.Type === 'Fail';
}
