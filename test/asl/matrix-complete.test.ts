import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  BACKUP_OUTCOMES,
  DELETION_OUTCOMES,
  MAINTENANCE_OUTCOMES,
  RESTORE_OUTCOMES,
  SIMULATION_OUTCOMES,
  UNDO_OUTCOMES,
  VALIDATION_OUTCOMES,
} from './harness/outcomes.ts';
import { readTaskStates } from './harness/task-states.ts';

it.each([
  ['backup', BACKUP_OUTCOMES],
  ['restore', RESTORE_OUTCOMES],
  ['validate-location', VALIDATION_OUTCOMES],
  ['delete-backup', DELETION_OUTCOMES],
  ['maintain-location', MAINTENANCE_OUTCOMES],
  ['undo-restore', UNDO_OUTCOMES],
  ['simulate', SIMULATION_OUTCOMES],
])('has a row for every Task state of %s, which one file runs', (machine, outcomes) => {
  const states = readTaskStates(machine).map(({ name }) => name);
  const files = readdirSync(import.meta.dirname).filter((name) => name.startsWith(`${machine}-faults`));
  const texts = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
  const run = texts.flatMap((text) => [...text.matchAll(/'([A-Z]\w+)'/g)].map(([, name]) => String(name)));

  expect(Object.keys(outcomes).toSorted()).toEqual(states.toSorted());
  expect(run.toSorted()).toEqual(states.toSorted());
});
