import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { execRights } from '../../infra/cluster/manifests.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { orders, stopOrders } from '../../simulator/shop-orders.ts';
import type { NewObject } from '../../simulator/store.ts';
import { type ConsoleWorld, startConsoleWorld } from './harness/console-world.ts';
import type { Visit } from './harness/visit.ts';

// "Create a CSI backup" of Portworx Backup 3.0, line by line, in a browser. One person, one after the other.

const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

let world: ConsoleWorld;
let person: Visit;
let page: Page;

beforeAll(async () => {
  world = await startConsoleWorld();
  const { simulation } = world.simulator;
  const own = (kind: string, name: string, namespace: string, more: object = {}): NewObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace, labels: { app: namespace } },
    ...more,
  });
  const many = Array.from({ length: 60 }, (_, n) => `team-${String(n).padStart(2, '0')}`);
  for (const [name, team] of [
    ['shop', 'web'],
    ['cart', 'web'],
    ['wiki', 'docs'],
    ...many.map((one) => [one, 'many'] as const),
  ]) {
    applyObjects(simulation, [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: name ?? '', labels: { team: team ?? '' } } },
    ]);
  }
  for (const name of ['shop', 'cart', 'wiki'])
    applyObjects(simulation, [
      own('PersistentVolumeClaim', 'data', name, { spec: CLAIM }),
      own('ConfigMap', 'settings', name, { data: { name } }),
      own('Secret', 'key', name, { stringData: { name } }),
    ]);
  applyObjects(simulation, [...orders, ...(execRights(['shop']) as unknown as NewObject[])]);
  await answered(world.api.POST('/v1/rules', { body: { name: 'stop-orders', actions: [stopOrders] } }));
  await answered(
    world.api.POST('/v1/policies', {
      body: { name: 'often', entries: [{ id: 'hourly', kind: 'interval', every: '1h', keep: 3 }] },
    }),
  );
  await world.simulator.settled();
  person = await world.visit();
  page = person.page;
});
afterAll(async () => await world?.stop());

const row = (name: string) => page.getByRole('row').filter({ hasText: name });
const tick = async (name: string) => await page.getByRole('checkbox', { name, exact: true }).check({ force: true });

it('Log in to the web console: the address that npm start prints is enough, and the token leaves it', async () => {
  await person.go('/');

  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  expect(page.url()).not.toContain('token');
  await person.isClean();
});

it('Click the Clusters icon in the left navigation pane, and choose the application cluster', async () => {
  await page.getByRole('link', { name: 'Clusters', exact: true }).click();
  await page.goto(`${world.url}/clusters/demo`);

  await page.getByRole('heading', { name: 'demo' }).waitFor();
});

it('Navigate to Applications tab: the namespaces of the cluster are there', async () => {
  await page.getByRole('tab', { name: 'Applications' }).click();

  await row('cart').waitFor();
  await person.isClean();
});

it('Search by namespace name: filters the namespaces by their names', async () => {
  const search = page.getByRole('searchbox', { name: 'Search by namespace name' });
  await search.fill('sho');
  await row('shop').waitFor();
  await row('cart').waitFor({ state: 'detached' });

  expect(new URL(page.url()).searchParams.get('search')).toBe('sho');
  await search.fill('');
  await row('cart').waitFor();
});

it('Add namespace label: searches the namespaces with the labels', async () => {
  const label = page.getByRole('searchbox', { name: /Namespace label/ });
  await label.fill('team=docs');
  await row('wiki').waitFor();
  await row('cart').waitFor({ state: 'detached' });
  await label.fill('');
  await row('cart').waitFor();
});

it('Select multiple namespaces of a cluster from different pages', async () => {
  await tick('shop');
  await page.getByRole('button', { name: 'Next page' }).click();
  await row('wiki').waitFor();
  await tick('wiki');

  await page.getByText('2 selected on 2 pages').waitFor();
  await page.getByRole('button', { name: 'Backup (2)' }).waitFor();
});

it('Vertical ellipsis, Select Resources: individual resources of one namespace, and their count', async () => {
  await page.getByRole('button', { name: 'Previous page' }).click();
  await page.getByRole('button', { name: 'Select resources of shop' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'ConfigMap. settings' }).check({ force: true });
  await dialog.getByRole('button', { name: 'Use these' }).click();
  await row('shop')
    .getByText(/^1 \/ \d+$/)
    .waitFor();

  // Taken back: the whole namespace is wanted.
  await page.getByRole('button', { name: 'Select resources of shop' }).click();
  await dialog.getByRole('checkbox', { name: 'ConfigMap. settings' }).uncheck({ force: true });
  await dialog.getByRole('button', { name: 'Use these' }).click();
});

it('Click Backup: the Create Backup page has the namespaces, and the defaults', async () => {
  await page.getByRole('button', { name: 'Backup (2)' }).click();
  await page.getByRole('heading', { name: 'Create backup' }).waitFor();

  const name = page.getByRole('textbox', { name: 'Enter name for backup' });
  expect(await name.inputValue()).toMatch(/^shop-\d{4}-\d\d-\d\d$/);
  expect(await page.getByRole('checkbox', { name: 'Cross-cloud backup/restore' }).isDisabled()).toBe(true);
  expect(await page.getByRole('checkbox', { name: 'Offload CSI snapshots to backup location' }).isChecked()).toBe(true);
  expect(await page.getByRole('checkbox', { name: 'On a schedule' }).isChecked()).toBe(false);
  await person.isClean();
});

it('Backup location: only what was validated from the cluster can be chosen, the others say why', async () => {
  const place = {
    endpoint: 'http://127.0.0.1:1',
    bucket: 'attic',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  await answered(world.api.POST('/v1/locations', { body: { name: 'attic', type: 's3', s3: place } }));
  const location = page.getByRole('button', { name: /Backup location/ });
  await page.getByText('local', { exact: true }).waitFor();
  await location.click();

  const attic = page.getByRole('option', { name: /attic/ });
  await attic.waitFor();
  expect(await attic.getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('Escape');
});

it('Snapshot Class Mapping: the CSI provisioner with its only class, and the method that follows', async () => {
  const provisioner = row('csi.simulator.snapferry.dev');
  await provisioner.waitFor();

  await provisioner.getByText('Snapshot and offload').waitFor();
  await provisioner.getByText('simulator', { exact: true }).waitFor();
});

it('Offload CSI snapshots, deselected: the snapshot stays the only copy, and the page says so', async () => {
  const offload = page.getByRole('checkbox', { name: 'Offload CSI snapshots to backup location' });
  await offload.uncheck({ force: true });
  await row('csi.simulator.snapferry.dev').getByText('Snapshot only').waitFor();
  await page.getByText(/that is not 3-2-1/).waitFor();
  await offload.check({ force: true });
});

it('On a schedule, enabled: Choose a Schedule Policy, with its next runs', async () => {
  const toggle = page.getByRole('checkbox', { name: 'On a schedule' });
  await toggle.check({ force: true });
  await page.getByRole('button', { name: /Choose a schedule policy/ }).click();
  await page.getByRole('option', { name: 'often' }).click();
  await page.getByText(/Next runs/).waitFor();
  await toggle.uncheck({ force: true });
});

it('Pre-exec and post-exec rule: chosen from those that there are', async () => {
  await page.getByRole('button', { name: /Pre-exec rule/ }).click();
  await page.getByRole('option', { name: /stop-orders/ }).click();

  await page.getByRole('textbox', { name: 'Thaw at the latest after' }).waitFor();
});

it('Backup Labels: several pasted at once', async () => {
  await page.getByRole('button', { name: 'Add label' }).click();
  await page.getByRole('textbox', { name: 'Key' }).first().fill('tier');
  await page.getByRole('textbox', { name: 'Value' }).first().fill('gold');
});

it('What it would do is shown by a simulation beside the form', async () => {
  await page.getByRole('button', { name: 'Simulate' }).click();

  await page.getByText(/3 volumes: 3 snapshot and offload/).waitFor();
  await person.isClean();
});

it('Click Create, twice: one backup is taken, and its progress is followed to its end', async () => {
  await page.getByRole('button', { name: 'Create', exact: true }).dblclick();
  await page.waitForURL(/\/backups\/bk-/);
  await page.getByRole('heading', { name: /^shop-/ }).waitFor();
  await page.getByText('Succeeded', { exact: true }).first().waitFor();

  expect(person.sent.filter((request) => request === 'POST /v1/backups')).toHaveLength(1);
  const { items } = await answered(world.api.GET('/v1/backups'));
  expect(items).toMatchObject([
    { phase: 'Succeeded', labels: { tier: 'gold' }, namespaces: { names: ['shop', 'wiki'] } },
  ]);
  await person.isClean();
});
