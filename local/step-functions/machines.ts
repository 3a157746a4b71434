import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateMachine } from 'aws-local-stepfunctions';
import { replaceFile } from '../kept-file.ts';
import { serviceError } from '../service-error.ts';
import type { AslDefinition } from './definition.ts';
import { engineForm } from './engine-form.ts';
import { machineArn } from './limits.ts';

export type Machine = {
  name: string;
  stateMachineArn: string;
  definition: string;
  createdAt: number;
  updatedAt: number;
};
export type Compiled = { text: string; definition: AslDefinition; engine: StateMachine };

export type Machines = {
  /** Creates the machine, or gives an existing one another definition. */
  put(name: string, text: string): Machine;
  get(stateMachineArn: string): Machine;
  list(): Machine[];
  /** A definition by its hash, ready to run. */
  compiled(hash: string): Compiled;
};

/** By the hash of the text, for all stacks of this process: one that is started again reads none of them anew. */
const compiled = new Map<string, Compiled>();

/** @param folder keeps machines and every definition they ever had; without it they live in memory */
export function createMachines(deps: { folder: string | undefined; now: () => number }): Machines {
  const { folder, now } = deps;
  const index = folder && join(folder, 'machines.json');
  const machines = new Map<string, Machine>(
    index && existsSync(index) ? (JSON.parse(readFileSync(index, 'utf8')) as [string, Machine][]) : [],
  );
  if (folder) mkdirSync(join(folder, 'definitions'), { recursive: true, mode: 0o700 });

  function keep(hash: string, text: string): void {
    if (folder) writeFileSync(join(folder, 'definitions', `${hash}.json`), text, { mode: 0o600 });
  }

  function save(): void {
    if (index) replaceFile(index, JSON.stringify([...machines]));
  }

  function compile(hash: string, text: string): Compiled {
    const known = compiled.get(hash);
    if (known) return known;
    const definition = JSON.parse(text) as AslDefinition;
    const engine = new StateMachine(engineForm(definition), { validationOptions: { noValidate: true } });
    const made = { text, definition, engine };
    compiled.set(hash, made);
    return made;
  }

  return {
    put(name, text) {
      const hash = createHash('sha256').update(text).digest('hex');
      const before = machines.get(machineArn(name));
      if (before?.definition === hash) return before;
      compile(hash, text);
      keep(hash, text);
      const machine = {
        name,
        stateMachineArn: machineArn(name),
        definition: hash,
        createdAt: before?.createdAt ?? now(),
        updatedAt: now(),
      };
      machines.set(machine.stateMachineArn, machine);
      save();
      return machine;
    },
    get(arn) {
      const machine = machines.get(arn);
      if (!machine) throw serviceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
      return machine;
    },
    list: () => [...machines.values()],
    compiled(hash) {
      const known = compiled.get(hash);
      if (known) return known;
      if (!folder) throw serviceError('StateMachineDoesNotExist', 'the definition is not kept');
      return compile(hash, readFileSync(join(folder, 'definitions', `${hash}.json`), 'utf8'));
    },
  };
}
