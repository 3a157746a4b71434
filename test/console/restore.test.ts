import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { seedShop } from '../../simulator/shop.ts';
import { type ConsoleWorld, startConsoleWorld } from './harness/console-world.ts';
import type { Visit } from './harness/visit.ts';

// A backup is brought back, from its page to the list of what was made. One person, one after the other.

let world: ConsoleWorld;
let person: Visit;
let page: Page;
let backup: string;

beforeAll(async () => {
  world = await startConsoleWorld();
  await seedShop(world.simulator);
  await world.simulator.settled();
  backup = (await world.backUp({ name: 'of-the-shop' })).operationId;
  person = await world.visit();
  page = person.page;
});
afterAll(async () => await world?.stop());

const target = () => page.getByRole('textbox', { name: 'Restore shop into' });
const step = async (name: string) => await page.getByRole('heading', { name, exact: true }).first().waitFor();
const next = async () => await page.getByRole('button', { name: 'Next', exact: true }).click();
const back = async () => await page.getByRole('button', { name: 'Previous', exact: true }).click();
const submit = () => page.getByRole('button', { name: 'Restore', exact: true });
const restores = () => person.sent.filter((request) => request === 'POST /v1/restores');

it('Restore on the page of a backup opens the wizard with that backup and its namespaces', async () => {
  await person.go(`/backups/${backup}`);
  await page.getByRole('heading', { name: 'of-the-shop' }).waitFor();
  await submit().click();
  await step('Target');

  expect(new URL(page.url()).searchParams.get('backup')).toBe(backup);
  expect(await target().inputValue()).toBe('shop');
  await person.isClean();
});

it('the classes of the volumes can be mapped, each by a field that says which it is', async () => {
  await next();
  await step('Storage classes');
  await page.getByRole('textbox', { name: 'Storage class in place of simulator' }).waitFor();
  await person.isClean();
});

it('the review says what is in the way of a restore into the same namespace, before anything begins', async () => {
  await next();
  await step('Review');
  await page.getByText('Objects that are there already').waitFor();
  await page
    .getByText(/PersistentVolumeClaim.*media/)
    .first()
    .waitFor();

  expect(restores()).toEqual([]);
  await person.isClean();
});

it('a storage class that the target lacks is said in the review', async () => {
  await back();
  const field = page.getByRole('textbox', { name: 'Storage class in place of simulator' });
  await field.fill('there-is-none');
  await next();
  await page.getByText('Storage classes that the target lacks').waitFor();
  await page.getByText('there-is-none').first().waitFor();
  await person.isClean();
  await back();
  await field.fill('');
  await back();
});

it('into another namespace nothing is in the way', async () => {
  await target().fill('shop-copy');
  await next();
  await next();
  await page.getByText('Nothing speaks against it.').waitFor();
  await page.getByText('Namespaces that would be made').waitFor();
  await person.isClean();
});

it('the restore is sent once, followed to Succeeded, and says from which backup', async () => {
  await submit().dblclick();
  await page.waitForURL(/\/restores\/rs-/);
  await step('restore of of-the-shop');
  await page.getByText('Succeeded', { exact: true }).first().waitFor();

  expect(restores()).toHaveLength(1);
  await page.getByRole('link', { name: backup }).waitFor();
  await person.isClean();
});

it('each object of the backup is listed with what became of it', async () => {
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const { items } = await answered(world.api.GET('/v1/restores/{id}/objects', { params: { path: { id } } }));
  await page.getByRole('tab', { name: 'Objects' }).click();

  expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['media', 'database', 'web']));
  for (const { kind, group, name } of items) {
    const cells = page.getByRole('row').filter({ hasText: [kind, group].filter(Boolean).join('.') });
    await cells.filter({ hasText: name }).first().waitFor();
  }
  await person.isClean();

  await page.getByRole('button', { name: /Any outcome/ }).click();
  await page.getByRole('option', { name: 'Created' }).click();
  await page.waitForURL(/outcome=created/);
  await page.getByRole('row').filter({ hasText: 'media' }).getByText('Created').first().waitFor();
});

it('what was restored is there, and the list of restores leads to it', async () => {
  const { simulation } = world.simulator;
  expect(simulation.store.get('persistentvolumeclaims', 'shop-copy/media')).toBeDefined();
  await page.getByRole('link', { name: 'Restores', exact: true }).click();
  await page.getByRole('link', { name: 'restore of of-the-shop' }).waitFor();
  await person.isClean();
});
