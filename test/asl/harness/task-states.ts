import { join } from 'node:path';
import { stepOf } from '../../../functions/platform/dispatch.ts';
import { readDefinition } from '../../../infra/read-machines.ts';

export interface TaskState {
  /** As the state machine file names it: `CheckOffloads`. */
  name: string;
  /** What its payload says: `checkOffloads`. */
  step: string;
}

const MACHINES = join(import.meta.dirname, '../../../state-machines');

interface Definition {
  States: Record<string, { Type: string }>;
}

export function taskState(machine: string, name: string): TaskState {
  const found = readTaskStates(machine).find((state) => state.name === name);
  if (!found) throw new Error(`${machine} has no Task state ${name}`);
  return found;
}

/** Every Task state of a state machine file, in its order. */
export function readTaskStates(machine: string): TaskState[] {
  const { States } = JSON.parse(readDefinition(MACHINES, machine)) as Definition;
  return Object.entries(States).flatMap(([name, { Type }]) => (Type === 'Task' ? [{ name, step: stepOf(name) }] : []));
}
