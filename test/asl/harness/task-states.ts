import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TaskState {
  /** As the state machine file names it: `CheckOffloads`. */
  name: string;
  /** What its payload says: `checkOffloads`. */
  step: string;
}

interface Definition {
  States: Record<string, { Type: string; Parameters?: { Payload?: { step?: string } } }>;
}

export function taskState(machine: string, name: string): TaskState {
  const found = readTaskStates(machine).find((state) => state.name === name);
  if (!found) throw new Error(`${machine} has no Task state ${name}`);
  return found;
}

/** Every Task state of a state machine file, in its order. */
export function readTaskStates(machine: string): TaskState[] {
  const file = join(import.meta.dirname, `../../../state-machines/${machine}.asl.json`);
  const { States } = JSON.parse(readFileSync(file, 'utf8')) as Definition;
  return Object.entries(States).flatMap(([name, { Type, Parameters }]) =>
    Type === 'Task' ? [{ name, step: Parameters?.Payload?.step ?? '' }] : [],
  );
}
