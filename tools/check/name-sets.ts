import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from '@swc/core';
import { parseMachine } from '../../infra/read-machines.ts';
import type { Machine } from './asl-rules.ts';
import { type Finding, findingsAt } from './finding.ts';
import { listFiles } from './list-files.ts';

/**
 * Per machine, states, files and dispatch keys are the same words: `CheckOffloads` in backup.asl.yml is
 * `check-offloads.ts` in functions/backup/ and `checkOffloads` in its steps.ts, in the function that the state calls.
 */
export async function checkNameSets(root: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of listFiles(root, ['state-machines'], ['.asl.yml'])) {
    const machine = parseMachine(await readFile(path.join(root, file), 'utf8')) as Machine;
    const folder = `functions/${path.basename(file, '.asl.yml')}`;
    const steps = `${folder}/steps.ts`;
    if (existsSync(path.join(root, steps))) {
      findings.push(...(await compareMachine(root, { file, machine, folder, stepsFile: steps })));
    } else {
      findings.push({ where: steps, what: `missing, though ${file} calls its steps`, remedy: 'Add it.' });
    }
  }
  return findings;
}

interface Family {
  file: string;
  machine: Machine;
  folder: string;
  stepsFile: string;
}

async function compareMachine(root: string, { file, machine, folder, stepsFile }: Family): Promise<Finding[]> {
  const tasks = Object.entries(machine.States).filter(([, state]) => state.Type === 'Task');
  const steps = new Set(tasks.map(([name]) => camelCase(name)));
  const dispatched = await readDispatchKeys(path.join(root, stepsFile));
  const files = (await readdir(path.join(root, folder))).filter(
    (name) => name.endsWith('.ts') && name !== 'handlers.ts' && name !== 'steps.ts',
  );
  const stepsText = await readFile(path.join(root, stepsFile), 'utf8');
  const texts = new Map<string, string>();
  for (const name of files) texts.set(name, await readFile(path.join(root, folder, name), 'utf8'));

  const ofTasks = tasks.flatMap(([name, state]) => {
    const step = `${kebabCase(name)}.ts`;
    const text = texts.get(step) ?? name;
    const named = findingsAt(`${folder}/${step}`, (found) => {
      if (!text.includes(`'${name}'`) && text.includes('step('))
        found(
          `its step is not called '${name}'`,
          'Give step(…) the name of its state: stages of an operation are told by it.',
        );
    });
    const run = findingsAt(`${file} ${name}`, (found) => {
      const called = /^\$\{(.+)Arn\}$/.exec(state.Parameters?.FunctionName ?? '')?.[1] ?? '';
      const owner = dispatched.get(camelCase(name));
      // What all machines have alike is made where it is dispatched.
      const isInline = stepsText.includes(`'${name}'`);
      if (!texts.has(step) && !isInline) found(`has no ${folder}/${step}`, 'Add the file or rename the state.');
      if (owner === undefined) found(`${stepsFile} dispatches no ${camelCase(name)}`, 'Add it to its function.');
      else if (owner !== camelCase(called))
        found(`calls ${called}, but ${owner} runs it`, `Call \${${pascalCase(owner)}Arn}.`);
    });
    return [...named, ...run];
  });
  const idle = [...dispatched.keys()].filter((key) => !steps.has(key));
  const stray = files.filter((name) => !steps.has(camelCase(pascalOfKebab(name.slice(0, -3)))));
  return [
    ...ofTasks,
    ...idle.map((key) => ({ where: stepsFile, what: `dispatches ${key}, no state`, remedy: 'Remove it.' })),
    ...stray.map((name) => ({
      where: `${folder}/${name}`,
      what: `no state of ${file} has this name`,
      remedy: 'One file per Task state; move shared code to the room below that fits (functions/README.md).',
    })),
  ];
}

/**
 * Step → deployed function, of every `x: dispatch(services, { step, … }, { previous, … })` in the object that the file's function
 * returns.
 */
export async function readDispatchKeys(file: string, of: 'now' | 'previous' = 'now'): Promise<Map<string, string>> {
  const program = await parse(await readFile(file, 'utf8'), { syntax: 'typescript', target: 'es2024' });
  const keys = new Map<string, string>();
  collect(program.body, of === 'now' ? 1 : 2, keys);
  return keys;
}

function collect(node: unknown, argument: number, keys: Map<string, string>): void {
  if (Array.isArray(node)) {
    for (const one of node) collect(one, argument, keys);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type, key, value } = node as { type?: string; key?: Named; value?: CallSyntax };
  if (type === 'KeyValueProperty' && value?.callee?.value === 'dispatch') {
    const given = value.arguments?.[argument]?.expression.properties ?? [];
    for (const step of given) keys.set(String(step.key?.value ?? step.value), String(key?.value));
    return;
  }
  for (const child of Object.values(node)) collect(child, argument, keys);
}

interface CallSyntax {
  callee?: Named;
  arguments?: { expression: ObjectSyntax }[];
}
interface Named {
  value?: unknown;
}
interface ObjectSyntax {
  properties?: { key?: Named; value?: unknown }[];
}

export function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
export function kebabCase(name: string): string {
  return name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
}
function pascalOfKebab(name: string): string {
  return pascalCase(name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()));
}
