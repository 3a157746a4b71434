import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { wrongUse } from '../exit.ts';
import type { Shell } from '../shell.ts';

/** What `-f FILE` names, `-` for stdin. @throws CliError where it cannot be read */
export function readText(shell: Shell, file: string): string {
  if (file === '-') return shell.readInput();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw wrongUse(`${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : message}`);
  }
}

/** Every document of a YAML or JSON file. @throws CliError saying where it is none */
export function readDocuments(shell: Shell, file: string): Record<string, unknown>[] {
  const documents = parseAllDocuments(readText(shell, file));
  const all = [...documents].flatMap((document) => {
    const [error] = document.errors;
    if (error) throw wrongUse(`${file} is neither YAML nor JSON: ${error.message.split('\n')[0]}`);
    const value = document.toJS() as unknown;
    if (value === null || value === undefined) return [];
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongUse(`${file}: a document is a map of fields`);
    return [value as Record<string, unknown>];
  });
  if (all.length === 0) throw wrongUse(`${file} is empty`);
  return all;
}

/** The one body that a file holds. */
export function readBody(shell: Shell, file: string): Record<string, unknown> {
  const [body, more] = readDocuments(shell, file);
  if (!body || more) throw wrongUse(`${file} holds several documents; apply -f takes them`);
  return body;
}
