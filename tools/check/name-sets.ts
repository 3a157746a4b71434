import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from '@swc/core';
import { parseMachine } from '../../infra/read-machines.ts';
import type { Machine } from './asl-rules.ts';
import type { Finding } from './finding.ts';
import { listFiles } from './list-files.ts';

/**
 * Per machine, states, files and dispatch keys are the same words: `CheckOffloads` in backup.asl.yml is
 * `check-offloads.ts` in functions/backup/ and `checkOffloads` in its steps.ts, in the function that the state calls.
 */
export async function checkNameSets(root: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of await listFiles(root, ['state-machines'], ['.asl.yml'])) {
    const machine = parseMachine(await readFile(path.join(root, file), 'utf8')) as Machine;
    const folder = `functions/${path.basename(file, '.asl.yml')}`;
    const steps = `${folder}/steps.ts`;
    if (await isThere(path.join(root, steps))) {
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
  const findings: Finding[] = [];
  const tasks = Object.entries(machine.States).filter(([, state]) => state.Type === 'Task');
  const steps = new Set(tasks.map(([name]) => camelCase(name)));
  const dispatched = await readDispatchKeys(path.join(root, stepsFile));
  const files = (await readdir(path.join(root, folder))).filter(
    (name) => name.endsWith('.ts') && name !== 'handlers.ts' && name !== 'steps.ts',
  );

  for (const [name, state] of tasks) {
    const where = `${file} ${name}`;
    const called = /^\$\{(.+)Arn\}$/.exec(state.Parameters?.FunctionName ?? '')?.[1] ?? '';
    const owner = dispatched.get(camelCase(name));
    if (!files.includes(`${kebabCase(name)}.ts`)) {
      findings.push({
        where,
        what: `has no ${folder}/${kebabCase(name)}.ts`,
        remedy: 'Add the file or rename the state.',
      });
    }
    const text = await readFile(path.join(root, folder, `${kebabCase(name)}.ts`), 'utf8').catch(() => name);
    if (!text.includes(`'${name}'`) && text.includes('step(')) {
      findings.push({
        where: `${folder}/${kebabCase(name)}.ts`,
        what: `its step is not called '${name}'`,
        remedy: `Give step(…) the name of its state: stages of an operation are told by it.`,
      });
    }
    if (owner === undefined) {
      findings.push({
        where,
        what: `${stepsFile} dispatches no ${camelCase(name)}`,
        remedy: 'Add it to its function.',
      });
    } else if (owner !== camelCase(called)) {
      findings.push({
        where,
        what: `calls ${called}, but ${owner} runs it`,
        remedy: `Call \${${pascalCase(owner)}Arn}.`,
      });
    }
  }
  for (const key of dispatched.keys()) {
    if (!steps.has(key)) findings.push({ where: stepsFile, what: `dispatches ${key}, no state`, remedy: 'Remove it.' });
  }
  for (const name of files) {
    if (steps.has(camelCase(pascalOfKebab(name.slice(0, -3))))) continue;
    findings.push({
      where: `${folder}/${name}`,
      what: `no state of ${file} has this name`,
      remedy: 'One file per Task state; move shared code to the room below that fits (functions/README.md).',
    });
  }
  return findings;
}

/**
 * Step → deployed function, of every `x: dispatch({ step: … }, { previous: … })` in the object that the file's function
 * returns.
 */
export async function readDispatchKeys(file: string, of: 'now' | 'previous' = 'now'): Promise<Map<string, string>> {
  const program = await parse(await readFile(file, 'utf8'), { syntax: 'typescript', target: 'es2024' });
  const keys = new Map<string, string>();
  collect(program.body, of === 'now' ? 0 : 1, keys);
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

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
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
