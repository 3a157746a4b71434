import { readFile } from 'node:fs/promises';
import path from 'node:path';
import validate from 'asl-validator';
import { parseMachine } from '../../infra/read-machines.ts';
import { frozenStates, pathsWithoutCleanUp } from './asl-paths.ts';
import { type Fault, faultsOfMachine, faultsOfState, type Machine } from './asl-rules.ts';
import type { Finding } from './finding.ts';
import { listFiles } from './list-files.ts';

const MAX_LINES = 400;

/** All machines of `state-machines/`: asl-validator, and what it does not see. */
export async function checkMachines(root: string): Promise<Finding[]> {
  const files = listFiles(root, ['state-machines'], ['.asl.yml']);
  const findings: Finding[] = [];
  for (const file of files) {
    const text = await readFile(path.join(root, file), 'utf8');
    findings.push(...lintMachine(file, text));
  }
  if (files.length === 0) {
    findings.push({ where: 'state-machines/', what: 'no machine', remedy: 'Run from the root of the project.' });
  }
  return findings;
}

/** Lints the text of one machine; `file` only names it. */
export function lintMachine(file: string, text: string): Finding[] {
  const lines = text.trimEnd().split('\n').length;
  const findings: Finding[] = [];
  if (lines > MAX_LINES) {
    findings.push({ where: file, what: `${lines} lines, at most ${MAX_LINES}`, remedy: 'Split the machine.' });
  }
  const machine = parseMachine(text) as Machine;
  // The validator writes into what it is given, and it knows ARNs, not placeholders.
  const verdict = validate(structuredClone(machine), { checkPaths: true, checkArn: false });
  if (!verdict.isValid) {
    findings.push({ where: file, what: verdict.errorsText('; '), remedy: 'Correct the definition.' });
  }
  const frozen = frozenStates(machine);
  const faults: Fault[] = [
    ...faultsOfMachine(machine),
    ...Object.entries(machine.States).flatMap(([name, state]) => faultsOfState(name, state, frozen.has(name))),
    ...pathsWithoutCleanUp(machine),
  ];
  return [
    ...findings,
    ...faults.map(({ state, what, remedy }) => ({ where: whereOf(file, text, state), what, remedy })),
  ];
}

function whereOf(file: string, text: string, state?: string): string {
  if (state === undefined) return file;
  const line = text.split('\n').findIndex((row) => row.startsWith(`  ${state}:`));
  return `${file}:${line + 1} ${state}`;
}
