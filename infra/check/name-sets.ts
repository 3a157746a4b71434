import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from '@swc/core';
import type { Machine } from './asl-rules.ts';
import type { Finding } from './finding.ts';
import { listFiles } from './list-files.ts';

/**
 * Per machine, states, files and dispatch keys are the same words: `CheckOffloads` in backup.asl.json is
 * `check-offloads.ts` in functions/backup/ and `checkOffloads` in its handlers.ts, in the function that the state calls.
 */
export async function checkNameSets(root: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of await listFiles(root, ['state-machines'], ['.asl.json'])) {
    const machine = JSON.parse(await readFile(path.join(root, file), 'utf8')) as Machine;
    const folder = `functions/${path.basename(file, '.asl.json')}`;
    const handlers = `${folder}/handlers.ts`;
    if (await isThere(path.join(root, handlers))) {
      findings.push(...(await compareMachine(root, { file, machine, folder, handlers })));
    }
  }
  return findings;
}

interface Family {
  file: string;
  machine: Machine;
  folder: string;
  handlers: string;
}

async function compareMachine(root: string, { file, machine, folder, handlers }: Family): Promise<Finding[]> {
  const findings: Finding[] = [];
  const tasks = Object.entries(machine.States).filter(([, state]) => state.Type === 'Task');
  const steps = new Set(tasks.map(([name]) => camelCase(name)));
  const dispatched = await readDispatchKeys(path.join(root, handlers));
  const files = (await readdir(path.join(root, folder))).filter(
    (name) => name.endsWith('.ts') && name !== 'handlers.ts',
  );

  for (const [name, state] of tasks) {
    const where = `${file} ${name}`;
    const step = state.Parameters?.Payload?.step;
    const called = /^\$\{(.+)Arn\}$/.exec(state.Parameters?.FunctionName ?? '')?.[1] ?? '';
    const owner = dispatched.get(camelCase(name));
    if (step !== camelCase(name))
      findings.push({ where, what: `sends step ${step}`, remedy: `Send ${camelCase(name)}.` });
    if (!files.includes(`${kebabCase(name)}.ts`)) {
      findings.push({
        where,
        what: `has no ${folder}/${kebabCase(name)}.ts`,
        remedy: 'Add the file or rename the state.',
      });
    }
    if (owner === undefined) {
      findings.push({ where, what: `${handlers} dispatches no ${camelCase(name)}`, remedy: 'Add it to its function.' });
    } else if (owner !== camelCase(called)) {
      findings.push({
        where,
        what: `calls ${called}, but ${owner} runs it`,
        remedy: `Call \${${pascalCase(owner)}Arn}.`,
      });
    }
  }
  for (const key of dispatched.keys()) {
    if (!steps.has(key)) findings.push({ where: handlers, what: `dispatches ${key}, no state`, remedy: 'Remove it.' });
  }
  for (const name of files) {
    if (steps.has(camelCase(pascalOfKebab(name.slice(0, -3))))) continue;
    findings.push({
      where: `${folder}/${name}`,
      what: `no state of ${file} has this name`,
      remedy: 'One file per Task state; move shared code to domain, runtime or a service.',
    });
  }
  return findings;
}

/** Step → exported function, of every `export const x = dispatch({ step: … })`. */
export async function readDispatchKeys(file: string): Promise<Map<string, string>> {
  const program = await parse(await readFile(file, 'utf8'), { syntax: 'typescript', target: 'es2024' });
  const keys = new Map<string, string>();
  for (const item of program.body) {
    if (item.type !== 'ExportDeclaration' || item.declaration.type !== 'VariableDeclaration') continue;
    for (const { id, init } of item.declaration.declarations) {
      if (id.type !== 'Identifier' || !init) continue;
      for (const key of dispatchedBy(init)) keys.set(key, id.value);
    }
  }
  return keys;
}

/** Keys of the object that the outermost `dispatch(…)` within an expression is given. */
function dispatchedBy(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(dispatchedBy);
  if (typeof node !== 'object' || node === null) return [];
  const syntax = node as { type?: string; callee?: Named; arguments?: { expression: ObjectSyntax }[] };
  if (syntax.type === 'CallExpression' && syntax.callee?.value === 'dispatch') {
    const given = syntax.arguments?.[0]?.expression.properties ?? [];
    return given.map(({ key, value }) => String(key?.value ?? value));
  }
  return Object.values(node).flatMap(dispatchedBy);
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

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
function kebabCase(name: string): string {
  return name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
}
function pascalOfKebab(name: string): string {
  return pascalCase(name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()));
}
