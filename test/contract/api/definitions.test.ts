import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { definitionHash, machineNames } from '../../../infra/read-machines.ts';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
const FOLDER = path.resolve(import.meta.dirname, '../../../state-machines');
const textOf = (name: string) => readFileSync(path.join(FOLDER, `${name}.asl.yml`), 'utf8');

it('an operation says which definition of its state machine it runs by, and lists say it of executions', async () => {
  const backup = await world.call('POST', '/v1/backups', { body: backupBody() });
  const validation = await world.call('POST', '/v1/locations/attic/validate', { body: { cluster: 'c1' } });

  const expected = [definitionHash(textOf('backup')), definitionHash(textOf('validate-location'))];
  const read = async (id: string) => (await world.call('GET', `/v1/operations/${id}`)).body;
  const found = [await read(backup.body.id), await read(validation.body.id)];
  expect(found.map(({ definition }) => definition)).toEqual(expected);
  expect(found.map(({ executions }) => executions[0].definition)).toEqual(expected);
  const { items } = (await world.call('GET', '/v1/backups')).body;
  expect(items[0].executions[0].definition).toBe(expected[0]);
  expect(items[0]).not.toHaveProperty('definition');
});

it('the hash of a definition is that of what it means, and each machine has its own', () => {
  const text = textOf('backup');
  const hashes = machineNames(FOLDER).map((name) => definitionHash(textOf(name)));
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(definitionHash(`# a comment\n${text}\n\n`)).toBe(definitionHash(text));
  expect(definitionHash(text.replace('StartAt: PlanBackup', 'StartAt: CleanUp'))).not.toBe(definitionHash(text));
});
