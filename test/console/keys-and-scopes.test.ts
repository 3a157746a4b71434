import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { type ConsoleWorld, startConsoleWorld } from './harness/console-world.ts';
import type { Visit } from './harness/visit.ts';

// By keyboard alone, and with tokens that carry less than everything.

let world: ConsoleWorld;
let person: Visit;

beforeAll(async () => {
  world = await startConsoleWorld();
  const entries = [{ id: 'hourly', kind: 'interval' as const, every: '1h', keep: 3 }];
  await answered(world.api.POST('/v1/policies', { body: { name: 'often', entries } }));
  person = await world.visit();
  await person.go('/');
  await person.page.getByRole('heading', { name: 'Overview' }).waitFor();
});
afterAll(async () => await world?.stop());

const heading = async (name: string) => await person.page.getByRole('heading', { name, exact: true }).waitFor();
const focused = async () => await person.page.locator(':focus').getAttribute('id');

/** Beside what is pointed at or focused. */
const reasonOf = (one: Visit, scope: string) =>
  one.page.getByText(`Your token does not carry the scope “${scope}”.`).filter({ visible: true });

it('the keys g b lead to the backups, / into the search, and ? lists all of them', async () => {
  const { keyboard } = person.page;
  await keyboard.type('gb');
  await heading('Backups');
  await keyboard.press('/');
  await expect.poll(focused).toBe('find');
  await person.page.locator('main').click({ position: { x: 5, y: 5 } });
  await keyboard.press('?');
  const list = person.page.getByRole('dialog', { name: 'Keys' });
  await list.getByText('New backup').waitFor();
  await person.isClean();
  await keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
});

it('a key does nothing while somebody types', async () => {
  await person.page.keyboard.press('/');
  await expect.poll(focused).toBe('find');
  await person.page.keyboard.type('gcn?/');

  expect(await person.page.locator('#find').inputValue()).toBe('gcn?/');
  expect(new URL(person.page.url()).pathname).toBe('/backups');
  expect(await person.page.getByRole('dialog').count()).toBe(0);
});

it('keys that were switched off do nothing, and the list still opens to switch them on', async () => {
  await person.page.locator('main').click({ position: { x: 5, y: 5 } });
  await person.page.keyboard.press('?');
  const list = person.page.getByRole('dialog', { name: 'Keys' });
  await list.getByRole('checkbox').uncheck({ force: true });
  await person.page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await person.page.keyboard.type('gc');
  await person.page.keyboard.press('?');
  await list.waitFor();

  expect(new URL(person.page.url()).pathname).toBe('/backups');
  await list.getByRole('checkbox').check({ force: true });
  await person.page.keyboard.press('Escape');
});

it('the first Tab of a page offers to skip to the content, and Enter goes there', async () => {
  await person.go('/policies');
  await heading('Policies');
  await person.page.keyboard.press('Tab');
  expect(await person.page.locator(':focus').textContent()).toBe('Skip to the content');
  await person.isClean();
  await person.page.keyboard.press('Enter');

  await expect.poll(focused).toBe('content');
});

it('a token that reads sees every button, disabled, with the reason', async () => {
  const reader = await world.visit({ scope: 'read' });
  await reader.go('/backups');
  const create = reader.page.getByRole('button', { name: /^Create backup/ }).first();
  await create.waitFor();
  expect(await create.getAttribute('aria-disabled')).toBe('true');
  await create.focus();
  await reasonOf(reader, 'operate').waitFor();
  await create.press('Enter');
  expect(new URL(reader.page.url()).pathname).toBe('/backups');
  await reader.isClean();

  await reader.go('/policies/often');
  const save = reader.page.getByRole('button', { name: /^Save/ });
  await save.waitFor();
  expect(await save.getAttribute('aria-disabled')).toBe('true');
  await reader.isClean();
  // What would come of it is asked for by POST, and changes nothing.
  expect(reader.sent.filter((request) => !request.endsWith('/next-runs'))).toEqual([]);
  await reader.end();
});

it('a token that operates may create backups, and reads why it may not create locations', async () => {
  const operator = await world.visit({ scope: 'operate' });
  await operator.go('/backups');
  const create = operator.page.getByRole('button', { name: /^Create backup/ }).first();
  await create.waitFor();
  expect(await create.getAttribute('aria-disabled')).not.toBe('true');

  await operator.go('/locations');
  const location = operator.page.getByRole('button', { name: /location/i }).first();
  await location.waitFor();
  expect(await location.getAttribute('aria-disabled')).toBe('true');
  await location.focus();
  await reasonOf(operator, 'admin').waitFor();
  await operator.isClean();
  await operator.end();
});

it('a token that may nothing at all is told so', async () => {
  const nobody = await world.visit({ signedOut: true, expected: /403/ });
  const token = await world.app.stack.mint({ subject: 'nobody', scopes: ['other/scope'] });
  await nobody.go(`/backups#token=${token}`);
  await nobody.page.getByText('Your token does not carry a scope that this needs.').waitFor();
  await nobody.isClean();
  await nobody.end();
});

it('without a token one is asked for, and one that was pasted is enough', async () => {
  const stranger = await world.visit({ signedOut: true });
  await stranger.go('/policies');
  await stranger.page.getByRole('heading', { name: 'Sign in to Snapferry' }).waitFor();
  await stranger.isClean();
  await stranger.page.getByLabel('Token', { exact: true }).fill(world.app.token);
  await stranger.page.getByRole('button', { name: 'Sign in' }).click();
  await stranger.page.getByRole('heading', { name: 'Policies' }).waitFor();
  await stranger.isClean();
  await stranger.end();
});
