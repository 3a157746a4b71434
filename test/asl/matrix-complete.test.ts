import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BACKUP_OUTCOMES } from './harness/outcomes.ts';
import { readTaskStates } from './harness/task-states.ts';

it('has a row for every Task state of the backup machine, and runs it in exactly one file', () => {
  const states = readTaskStates('backup').map(({ name }) => name);
  const files = readdirSync(import.meta.dirname).filter((name) => name.startsWith('backup-matrix-'));
  const texts = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
  const run = texts.flatMap((text) => [...text.matchAll(/'(\w+)'/g)].map(([, name]) => String(name)));
  const sorted = (all: readonly string[]) => [...all, 'ContinueBackup'].toSorted();

  expect(sorted(Object.keys(BACKUP_OUTCOMES))).toEqual(states.toSorted());
  expect(sorted(run)).toEqual(states.toSorted());
});
