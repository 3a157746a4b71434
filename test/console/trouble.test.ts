import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { type ConsoleWorld, startConsoleWorld } from './harness/console-world.ts';
import { type Visit, violations } from './harness/visit.ts';

// What goes wrong between a person and the API: nothing that was typed is lost, and nothing is sent twice.

let world: ConsoleWorld;
let person: Visit;
let page: Page;

beforeAll(async () => {
  world = await startConsoleWorld();
  applyObjects(world.simulator.simulation, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'plain' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'plain' }, data: { a: 'b' } },
  ]);
  const entries = [{ id: 'hourly', kind: 'interval' as const, every: '1h', keep: 3 }];
  await answered(world.api.POST('/v1/policies', { body: { name: 'often', entries } }));
  person = await world.visit({ expected: /401|412|ERR_INTERNET_DISCONNECTED/ });
  page = person.page;
});
afterAll(async () => await world?.stop());

const heading = async (of: Page, name: string) =>
  await of.getByRole('heading', { name, exact: true }).first().waitFor();
const row = (of: Page, name: string) => of.getByRole('row').filter({ hasText: name });
const keep = (of: Page) => of.getByLabel('Keep', { exact: true });

it('a lost connection is said over the page, what was there stays, and it mends by itself', async () => {
  await person.go('/policies');
  await row(page, 'often').waitFor();
  await person.context.setOffline(true);
  const lost = page.getByText(/^The API has not answered for/);
  await lost.waitFor();

  expect(await row(page, 'often').isVisible()).toBe(true);
  await person.isClean();
  await person.context.setOffline(false);
  await lost.waitFor({ state: 'detached' });
  expect(await row(page, 'often').isVisible()).toBe(true);
  await person.isClean();
});

it('a refused token is asked for again over the page, and what was typed is created with the new one', async () => {
  await person.go('/backups/new?cluster=demo&namespaces=plain');
  const name = page.getByRole('textbox', { name: 'Enter name for backup' });
  await name.fill('typed before');
  await page.getByRole('button', { name: /Backup location/ }).click();
  await page.getByRole('option', { name: /local/ }).click();
  await page.route('**/v1/**', async (route) => {
    const carried = route.request().headers().authorization;
    if (carried !== `Bearer ${world.app.token}`) return await route.fallback();
    await route.fulfill({ status: 401, contentType: 'application/json', body: '{"message":"Unauthorized"}' });
  });
  const create = page.getByRole('button', { name: 'Create', exact: true });
  await create.click();
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.getByText('What you have typed stays', { exact: false }).waitFor();
  await person.isClean();
  await again.getByLabel('Token', { exact: true }).fill(world.app.tokens.operate ?? '');
  await again.getByRole('button', { name: 'Sign in', exact: true }).click();
  await again.waitFor({ state: 'detached' });

  expect(await name.inputValue()).toBe('typed before');
  await create.click();
  await page.waitForURL(/\/backups\/bk-/);
  await heading(page, 'typed before');
  await page.unroute('**/v1/**');
  await person.isClean();
});

it('of what was pressed twice one is sent', async () => {
  await person.go('/policies/new');
  await page.getByRole('textbox', { name: 'Name' }).fill('pressed-twice');
  const before = person.sent.length;
  await page.getByRole('button', { name: 'Create policy' }).dblclick();
  await row(page, 'pressed-twice').waitFor();

  expect(person.sent.slice(before).filter((request) => request === 'POST /v1/policies')).toHaveLength(1);
});

it('what is made in one tab is seen in another without a reload', async () => {
  const other = await person.context.newPage();
  await other.goto(`${world.url}/policies#token=${world.app.token}`);
  await row(other, 'often').waitFor();
  await person.go('/policies/new');
  await page.getByRole('textbox', { name: 'Name' }).fill('of-the-first-tab');
  await page.getByRole('button', { name: 'Create policy' }).click();

  await row(other, 'of-the-first-tab').waitFor();
  expect(await violations(other)).toEqual([]);
  await other.close();
});

it('of two tabs that change one policy the second is told, and keeps what was typed', async () => {
  const other = await person.context.newPage();
  await other.goto(`${world.url}/policies/often#token=${world.app.token}`);
  await heading(other, 'Policy often');
  await person.go('/policies/often');
  await heading(page, 'Policy often');
  await keep(page).fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await row(page, 'often')
    .getByText(/5 backups kept/)
    .waitFor();

  await keep(other).fill('7');
  await other.getByRole('button', { name: 'Save' }).click();
  await other.getByText('Somebody else has changed it meanwhile').waitFor();
  expect(await keep(other).inputValue()).toBe('7');
  expect(await violations(other)).toEqual([]);
  const stored = async () =>
    await answered(world.api.GET('/v1/policies/{name}', { params: { path: { name: 'often' } } }));
  expect((await stored()).entries).toMatchObject([{ keep: 5 }]);

  await other.getByRole('button', { name: 'Go on with mine' }).click();
  await other.getByText('What you save next takes the place of the newer one.').waitFor();
  expect(await keep(other).inputValue()).toBe('7');
  await other.getByRole('button', { name: 'Save' }).click();
  await row(other, 'often')
    .getByText(/7 backups kept/)
    .waitFor();
  expect((await stored()).entries).toMatchObject([{ keep: 7 }]);
  await other.close();
  await person.isClean();
});
