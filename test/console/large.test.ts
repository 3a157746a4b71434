import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Phase } from '../../functions/domain/operation/phase.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { writeRecords } from '../bench/many-records.ts';
import { type ConsoleWorld, startConsoleWorld } from './harness/console-world.ts';
import type { Visit } from './harness/visit.ts';

// Lists of ten thousand: a page of them at a time, filtered and paged by the API.

const BACKUPS = 10_000;
const FAILED_EACH = 100;
const NAMESPACES = 500;
const PAGE = 50;
const FIRST = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;

let world: ConsoleWorld;
let person: Visit;
let page: Page;

beforeAll(async () => {
  world = await startConsoleWorld();
  const { endpoints, tables } = world.app.stack;
  const credentials = { accessKeyId: 'large', secretAccessKey: 'large' };
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region: 'us-east-1', credentials });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const phaseOf = (n: number): Phase => (n % FAILED_EACH === 0 ? 'Failed' : 'Succeeded');
  const wanted = Array.from({ length: BACKUPS }, (_, n) => ({
    n,
    createdAt: new Date(FIRST + n * MINUTE),
    scheduleUid: 'nightly',
    phase: phaseOf(n),
  }));
  await writeRecords(documents, tables.ledger, wanted);
  client.destroy();
  applyObjects(
    world.simulator.simulation,
    Array.from({ length: NAMESPACES }, (_, n) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: `team-${String(n).padStart(3, '0')}`, labels: { half: n % 2 ? 'odd' : 'even' } },
    })),
  );
  person = await world.visit();
  page = person.page;
});
afterAll(async () => await world?.stop());

const rows = () => page.locator('tbody tr');
const link = (n: number) => page.getByRole('link', { name: `nightly-${n}`, exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });

it('the newest backups are on the first page, and no more than a page of them in the document', async () => {
  await person.go('/backups');
  await link(BACKUPS - 1).waitFor();

  expect(await rows().count()).toBe(PAGE);
  await person.isClean();
});

it('the next and the previous page are where the one before ends', async () => {
  await button('Next page').click();
  await link(BACKUPS - 1 - PAGE).waitFor();
  await page.getByText('Page 2', { exact: true }).waitFor();
  expect(await rows().count()).toBe(PAGE);
  expect(await link(BACKUPS - 1).count()).toBe(0);

  await button('Next page').click();
  await link(BACKUPS - 1 - 2 * PAGE).waitFor();
  await button('Previous page').click();
  await link(BACKUPS - 1 - PAGE).waitFor();
  await page.goBack();
  await link(BACKUPS - 1 - 2 * PAGE).waitFor();
  await person.isClean();
});

it('a page of what has failed is filtered by the API, and its address leads there again', async () => {
  await person.go('/backups');
  await page.getByRole('button', { name: /Any phase/ }).click();
  await page.getByRole('option', { name: 'Failed', exact: true }).click();
  await link(BACKUPS - FAILED_EACH).waitFor();
  expect(await rows().filter({ hasText: 'Succeeded' }).count()).toBe(0);
  // The API looks through so many at a time: how many of them have failed is how long the page is.
  const first = BACKUPS - ((await rows().count()) + 1) * FAILED_EACH;
  await button('Next page').click();
  await link(first).waitFor();
  expect(await rows().count()).toBeLessThanOrEqual(PAGE);
  const address = page.url();

  const other = await person.context.newPage();
  await other.goto(`${address}#token=${world.app.token}`);
  await other.getByRole('link', { name: `nightly-${first}`, exact: true }).waitFor();
  expect(await other.locator('tbody tr').filter({ hasText: 'Succeeded' }).count()).toBe(0);
  await other.close();
  await person.isClean();
});

it('one of ten thousand is found by its name', async () => {
  await person.go('/backups');
  // Far behind what is looked through at a time.
  await page.getByRole('searchbox', { name: /Part of a name/ }).fill('nightly-4321');
  await link(4321).waitFor();
  await expect.poll(() => rows().count()).toBe(1);
  await person.isClean();

  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await link(BACKUPS - 1).waitFor();
});

it('the search of the header finds it on every page', async () => {
  await person.go('/about');
  await page.getByRole('searchbox', { name: 'Find a name or id' }).fill('nightly-77');
  await page.keyboard.press('Enter');
  await link(7799).waitFor();
  expect(await rows().count()).toBeLessThanOrEqual(PAGE);
  await person.isClean();
});

it('the namespaces of a cluster are paged and searched, too', async () => {
  await person.go('/clusters/demo');
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  await row('team-000').waitFor();
  expect(await rows().count()).toBeLessThanOrEqual(200);
  await page.getByRole('searchbox', { name: 'Search by namespace name' }).fill('team-49');
  await row('team-499').waitFor();
  await expect.poll(() => rows().count()).toBe(10);
  await person.isClean();
});
