import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered, type Schemas } from '../../client/client.ts';
import { duration } from '../../console/words/times.ts';
import { execRights } from '../../infra/cluster/manifests.ts';
import { seedShop } from '../../simulator/shop.ts';
import { orders, stopOrders } from '../../simulator/shop-orders.ts';
import type { NewObject } from '../../simulator/store.ts';
import { type ConsoleWorld, startConsoleWorld } from './harness/console-world.ts';
import type { Visit } from './harness/visit.ts';

// An execution, reviewed state by state. One person, one after the other.

let world: ConsoleWorld;
let person: Visit;
let page: Page;
let backup: Schemas['Backup'];
let stages: NonNullable<Schemas['Backup']['stages']>;

beforeAll(async () => {
  world = await startConsoleWorld();
  await seedShop(world.simulator, [...orders, ...(execRights(['shop']) as unknown as NewObject[])]);
  const rule = { name: 'stop-orders', actions: [{ ...stopOrders, command: `echo still; ${stopOrders.command}` }] };
  await answered(world.api.POST('/v1/rules', { body: rule }));
  await world.simulator.settled();
  const { operationId: id } = await world.backUp({ name: 'reviewed', preExecRule: 'stop-orders' });
  backup = await answered(world.api.GET('/v1/backups/{id}', { params: { path: { id } } }));
  stages = backup.stages ?? [];
  person = await world.visit();
  page = person.page;
  await person.go(`/backups/${id}`);
});
afterAll(async () => await world?.stop());

const secondsOf = ({ enteredAt, leftAt = backup.finishedAt }: (typeof stages)[number]) =>
  (Date.parse(leftAt ?? '') - Date.parse(enteredAt)) / 1000;
const stateRow = (state: string) => page.getByRole('button', { name: new RegExp(`^${state} `) });
const open = async (tab: string) => await page.getByRole('tab', { name: tab }).click();
const textOf = async (cells: Locator) => (await cells.allInnerTexts()).map((text) => text.trim());

it('the states of the execution and their times are those of the API', async () => {
  await page.getByText('Succeeded', { exact: true }).first().waitFor();

  expect(backup.phase).toBe('Succeeded');
  expect(stages.length).toBeGreaterThan(5);
  for (const stage of stages) {
    const again = stage.visits > 1 ? ` ↻ ${stage.visits}` : '';
    const name = `${stage.state}${again} ${duration(secondsOf(stage))}, done`;
    await page.getByRole('button', { name, exact: true }).waitFor();
  }
  await person.isClean();
});

it('a state that is chosen by the mouse or by the Enter key shows its visits', async () => {
  const [first, second = first] = stages;
  if (!second) throw new Error('it has no stages');
  await stateRow(first?.state ?? '').click();
  await page.getByRole('region', { name: first?.state ?? '', exact: true }).waitFor();
  await stateRow(second.state ?? '').focus();
  await page.keyboard.press('Enter');

  const panel = page.getByRole('region', { name: second.state ?? '', exact: true });
  await panel.getByText('Visits', { exact: true }).waitFor();
  const text = await panel.textContent();
  expect(text).toMatch(new RegExp(`Visits\\s*${second.visits}(?!\\d)`));
  expect(text).toContain(duration(secondsOf(second)));
  await person.isClean();
});

it('at true scale every bar begins where its time says', async () => {
  await page.getByRole('checkbox', { name: 'True scale' }).check({ force: true });
  const ends = stages.map(({ enteredAt }) => Date.parse(enteredAt));
  const begin = Math.min(...ends);
  const whole = Math.max(...stages.map((stage) => Date.parse(stage.enteredAt) + secondsOf(stage) * 1000)) - begin;
  const bars = page.locator('svg .bar');
  expect(await bars.count()).toBe(stages.length);
  const drawn = await bars.evaluateAll((all) =>
    all.map((bar) => ({ x: Number(bar.getAttribute('x')), width: Number(bar.getAttribute('width')) })),
  );

  const from = Math.min(...drawn.map(({ x }) => x));
  const to = Math.max(...drawn.map(({ x, width }) => x + width));
  for (const { x } of drawn) {
    const nearest = Math.min(...ends.map((at) => Math.abs((at - begin) / whole - (x - from) / (to - from))));
    expect(nearest).toBeLessThan(0.02);
  }
});

it('the same stands in a table', async () => {
  await page.getByRole('button', { name: 'The same as a table' }).click();
  const table = page.getByRole('table', { name: 'States' });

  for (const stage of stages) {
    const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: stage.state, exact: true }) });
    expect(await textOf(row.getByRole('cell'))).toEqual(
      expect.arrayContaining(['done', duration(secondsOf(stage)), String(stage.visits), String(stage.retries)]),
    );
  }
  await person.isClean();
});

it('the history of Step Functions is opened from the executions', async () => {
  await page.getByRole('button', { name: 'History of epoch 1' }).click();
  const history = page.getByRole('table', { name: 'History of epoch 1' });

  await history
    .getByRole('rowheader', { name: stages[0]?.state ?? '', exact: true })
    .first()
    .waitFor();
});

it('the volumes are listed with their method, and each has its details', async () => {
  await open('Volumes');
  const { items } = await answered(world.api.GET('/v1/backups/{id}/volumes', { params: { path: { id: backup.id } } }));

  expect(items.length).toBe(4);
  for (const { namespace, pvc } of items)
    await page
      .getByRole('row')
      .filter({ hasText: `${namespace}/${pvc}` })
      .getByText('Snapshot and offload')
      .waitFor();
  await page.getByRole('button', { name: 'Details of shop/media' }).click();
  const details = page.getByRole('dialog', { name: 'shop/media' });
  await details.getByText('csi.simulator.snapferry.dev', { exact: true }).waitFor();
  await person.isClean();
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
});

it('the events, the objects and the commands are those of the API', async () => {
  await open('Events');
  const { items } = await answered(
    world.api.GET('/v1/operations/{id}/events', { params: { path: { id: backup.id } } }),
  );
  for (const { message } of items) await page.getByRole('gridcell', { name: message, exact: true }).first().waitFor();
  await person.isClean();

  await open('Objects');
  await page.getByRole('row').filter({ hasText: 'StatefulSet.apps' }).getByText('shop').waitFor();
  await person.isClean();

  await open('Commands');
  const command = page.getByRole('row').filter({ hasText: 'Pre-exec 1' });
  await command.getByText('still', { exact: true }).waitFor();
  await page.getByRole('row').filter({ hasText: 'Undo 1' }).waitFor();
  await person.isClean();
});

it('the definition shows what was asked for, and the tab is in the address', async () => {
  await open('Definition');
  await page.getByText('"preExec').first().waitFor();

  expect(new URL(page.url()).searchParams.get('tab')).toBe('definition');
  await person.isClean();
  await page.reload();
  await page.getByRole('button', { name: 'Download JSON' }).waitFor();
});
