import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { seedShop } from '../../simulator/shop.ts';
import { type SlowS3, startSlowS3 } from '../support/slow-s3.ts';
import { until } from '../support/until.ts';
import { type ConsoleWorld, startConsoleWorld } from './harness/console-world.ts';
import type { Visit } from './harness/visit.ts';

// A backup that goes wrong, and one that somebody does not want any more. One person, one after the other.

let world: ConsoleWorld;
let s3: SlowS3;
let person: Visit;
let page: Page;
let failed: string;

beforeAll(async () => {
  world = await startConsoleWorld();
  await seedShop(world.simulator);
  const real = world.app.stack.s3;
  s3 = await startSlowS3(real?.url ?? '');
  const place = { endpoint: s3.url, region: real?.region ?? '', bucket: 'backups', prefix: 'far', pathStyle: true };
  const credentials = real?.credentials ?? { accessKeyId: '', secretAccessKey: '' };
  await answered(world.api.POST('/v1/locations', { body: { name: 'far', type: 's3', s3: { ...place, credentials } } }));
  const asked = { params: { path: { name: 'far' } }, body: { cluster: 'demo' } };
  await world.ended((await answered(world.api.POST('/v1/locations/{name}/validate', asked))).id);
  person = await world.visit();
  page = person.page;
});
afterAll(async () => {
  await s3?.stop();
  await world?.stop();
});

async function begin(name: string): Promise<string> {
  const body = { name, cluster: 'demo', locations: ['far'], selection: { namespaces: ['shop'] } };
  return (await answered(world.api.POST('/v1/backups', { body }))).id;
}

/** What kopia puts the content of files into. */
const isPack = (path: string) => /\/repositories\/.*\/p[0-9a-f]{16}[^/]*$/.test(path);
const packs = () => s3.puts.filter(isPack).length;

/** A backup that uploads, and whose upload does not get on until it is let go. */
async function held(name: string): Promise<{ id: string; letGo: () => void }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  s3.delayPuts(promise, isPack);
  const before = packs();
  const id = await begin(name);
  await until('an upload to begin', 60, () => packs() > before);
  return {
    id,
    letGo: () => {
      s3.delayPuts(0);
      resolve();
    },
  };
}

async function choose(action: string): Promise<void> {
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}
const phase = async (text: string) => await page.getByText(text, { exact: true }).first().waitFor();

it('a backup whose snapshot fails says why, what to do and where, and no upload began', async () => {
  const message = 'the array takes no snapshot of this volume';
  const heal = world.simulator.faults.add({
    on: 'snapshot',
    claim: 'media',
    effect: { error: { code: 'InvalidArgument', message } },
  });
  const id = await begin('snapshot-fails');
  await person.go(`/backups/${id}`);
  await phase('Failed');
  heal();
  failed = id;

  const { error } = await answered(world.api.GET('/v1/backups/{id}', { params: { path: { id } } }));
  await page.getByText(`${error?.code} · in ${error?.stage}`).waitFor();
  await page
    .getByText(error?.remedy ?? '')
    .first()
    .waitFor();
  await page
    .getByText(error?.message ?? '')
    .first()
    .waitFor();
  await page.getByRole('button', { name: /^LaunchOffloads.*passed over$/ }).waitFor();
  await person.isClean();

  await page.getByRole('tab', { name: 'Volumes' }).click();
  const volume = page.getByRole('row').filter({ hasText: 'shop/media' });
  await volume.getByText(message).waitFor();
  expect(await page.getByText('Uploading').count()).toBe(0);
  expect(packs()).toBe(0);
  await person.isClean();
});

it('a backup that runs is cancelled only after it was asked whether it should be, and ends as Cancelled', async () => {
  const { id, letGo } = await held('unwanted');
  await person.go(`/backups/${id}`);
  await page.getByRole('button', { name: /^(Launch|Check)Offloads.*running$/ }).waitFor();
  const before = person.sent.length;
  await choose('Cancel');
  const dialog = page.getByRole('dialog', { name: 'Cancel what runs?' });
  await dialog.getByText('unwanted').waitFor();
  expect(person.sent.length).toBe(before);
  await person.isClean();

  await dialog.getByRole('button', { name: 'Cancel', exact: true }).last().click();
  await page.getByText('1 operation asked to end').waitFor();
  letGo();
  await phase('Cancelled');
  expect(person.sent.slice(before)).toEqual([`POST /v1/operations/${id}/cancel`]);
  await person.isClean();
});

it('Retry on the page of one that has failed leads to the new one, which succeeds', async () => {
  await person.go(`/backups/${failed}`);
  await phase('Failed');
  await choose('Retry');
  await page.waitForURL((url) => /\/backups\/bk-/.test(url.pathname) && !url.pathname.endsWith(failed));
  await page.getByRole('link', { name: failed }).waitFor();
  await phase('Succeeded');
  await person.isClean();
});
