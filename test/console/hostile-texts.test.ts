import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { execRights } from '../../infra/cluster/manifests.ts';
import { applyObjects } from '../../simulator/apply.ts';
import type { KubeObject } from '../../simulator/objects.ts';
import { orders, stopOrders } from '../../simulator/shop-orders.ts';
import type { NewObject } from '../../simulator/store.ts';
import { type ConsoleWorld, startConsoleWorld } from './harness/console-world.ts';
import type { Visit } from './harness/visit.ts';

// Texts that somebody else wrote, with what would run if they were taken for more than texts.

const TEXTS = [
  '<img src=x onerror="document.title=`owned`">',
  '<script>document.title="owned"</script>',
  '"><svg onload=alert(1)>',
  '<a href="javascript:alert(1)">look</a>',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  "'); document.title = 'owned'; //",
  '</title><style>body{display:none}</style>',
];
const [IMAGE = '', SCRIPT = '', SVG = ''] = TEXTS;
const DRIVER = "<script>document.title='owned'</script>";

let world: ConsoleWorld;
let person: Visit;
let page: Page;
const dialogs: string[] = [];
const taken = new Map<string, string>();

beforeAll(async () => {
  world = await startConsoleWorld();
  const { simulation } = world.simulator;
  applyObjects(simulation, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'plain' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'plain', annotations: { note: SVG } } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    ...orders,
    ...(execRights(['shop']) as unknown as NewObject[]),
  ]);
  // Kubernetes refuses such labels; whoever has got one past it must not get further.
  simulation.store.modify('namespaces', 'plain', (draft: KubeObject) => {
    draft.metadata.labels = { note: IMAGE, other: SCRIPT };
  });
  await world.simulator.settled();
  const labels = { note: SCRIPT };
  for (const name of TEXTS) {
    const body = { name, cluster: 'demo', locations: ['local'], selection: { namespaces: ['plain'] }, labels };
    taken.set(name, (await answered(world.api.POST('/v1/backups', { body }))).id);
  }
  await Promise.all([...taken.values()].map((id) => world.ended(id)));
  person = await world.visit({ expected: /502/ });
  page = person.page;
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
});
afterAll(async () => await world?.stop());

/** Nothing ran, nothing was made of it, and the content security policy had nothing to stop. */
async function isHarmless(): Promise<void> {
  expect(dialogs).toEqual([]);
  expect(await page.title()).not.toContain('owned');
  expect(await page.locator('main img, main script, main svg[onload], main style, a[href^=javascript]').count()).toBe(
    0,
  );
  await person.isClean();
}

it('names of backups are texts in the list, and nothing more', async () => {
  await person.go('/backups');
  for (const name of TEXTS) await page.getByRole('link', { name, exact: true }).waitFor();
  await isHarmless();
});

it.each(TEXTS)('a backup that is named %s has it as its heading', async (name) => {
  await person.go(`/backups/${taken.get(name)}`);
  await page.getByRole('heading', { name, exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Definition' }).click();
  await page.getByRole('button', { name: 'Download JSON' }).waitFor();
  await isHarmless();
});

it('labels of backups are texts that lead to what else carries them', async () => {
  await person.go('/backups');
  await page
    .getByRole('link', { name: `note=${SCRIPT}`, exact: true })
    .first()
    .click();
  await page.waitForURL(/label=/);
  await isHarmless();
});

it('labels of namespaces that Kubernetes would refuse are not let through, and the page says why it shows none', async () => {
  await person.go('/clusters/demo?tab=applications');
  await page.getByText(/cluster.answer_invalid/).waitFor();
  await isHarmless();
});

it('what a command of a rule says, and what a driver says, are texts', async () => {
  const say = `printf '%s\\n' '${IMAGE}'; ${stopOrders.command}`;
  await answered(world.api.POST('/v1/rules', { body: { name: 'says', actions: [{ ...stopOrders, command: say }] } }));
  const error = { code: 'InvalidArgument', message: DRIVER };
  const heal = world.simulator.faults.add({ on: 'snapshot', claim: 'orders', effect: { error } });
  const { operationId: id } = await world.backUp({ name: SVG, preExecRule: 'says' });
  heal();

  await person.go(`/backups/${id}?tab=commands`);
  await page.getByText(IMAGE, { exact: true }).first().waitFor();
  await isHarmless();
  for (const tab of ['Volumes', 'Events', 'Execution', 'Definition']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByText(DRIVER).first().waitFor();
    await isHarmless();
  }
});

it('a search and a filter of the address are texts', async () => {
  await person.go(`/backups?${new URLSearchParams({ search: IMAGE, label: SCRIPT }).toString()}`);
  await page.getByRole('searchbox').nth(1).waitFor();
  await page.getByRole('heading', { name: 'Backups' }).waitFor();
  expect(await page.title()).not.toContain('owned');
  expect(dialogs).toEqual([]);
});
