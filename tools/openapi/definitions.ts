import { readFileSync } from 'node:fs';
import path from 'node:path';
import { definitionHash, machineNames } from '../../infra/read-machines.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../state-machines');

/** By the name of its file, the hash of each state machine: functions put it on record, and have no files to read it from. */
export function renderDefinitions(): Record<string, string> {
  const hashOf = (name: string) => definitionHash(readFileSync(path.join(FOLDER, `${name}.asl.yml`), 'utf8'));
  return Object.fromEntries(machineNames(FOLDER).map((name) => [name, hashOf(name)]));
}
