import { beforeEach, expect, it } from 'vitest';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { sweep } from '../../functions/events/sweep.ts';
import { backupBody } from '../support/api-steps.ts';
import { startShopApi } from '../support/shop-api.ts';
import { SPECS } from '../support/specs.ts';

const HOUR = 3600;
/** For so long an end is left to those who hear of it. */
const UNHEARD = 61;

const { world } = await startShopApi();
let backup: string;
beforeEach(async () => {
  backup = (await world.call('POST', '/v1/backups', { body: backupBody() })).body.id;
  await world.ledger.finishOperation({ operationId: backup, epoch: 1 }, 'Succeeded', {});
});

const sweepOnce = () => sweep({ ...world, locations: { open: () => Promise.reject(new Error('nobody asks')) } })();
const mark = async ({ operationId, createdBy: by }: Operation) =>
  await world.ledger.markDeleting(backup, { operationId, at: world.clock.now().toISOString(), by, because: 'a wish' });
const failed = { error: { code: 'cluster.unreachable' as const, message: 'c1 is silent' } };
const show = async (id: string) => (await world.call('GET', `/v1/operations/${id}`)).body;

async function deletions(): Promise<Operation[]> {
  const { items } = await world.ledger.listOperations({ kind: 'delete' }, undefined, 200);
  return items.filter(({ refs }) => refs.backup === backup).toReversed();
}

/** A deletion that began, took the seal if it is to, and failed. */
async function failHalfWay({ sealed = true } = {}): Promise<Operation> {
  await world.call('DELETE', `/v1/backups/${backup}`, { subject: 'ann' });
  const deletion = (await deletions()).at(-1) ?? expect.fail('no deletion');
  await mark(deletion);
  if (sealed) await world.ledger.claimSealing(deletion);
  await world.ledger.finishOperation(deletion, 'Failed', failed);
  if (!sealed) await world.ledger.unmarkDeleting(backup, deletion.operationId);
  world.clock.advance(UNHEARD);
  await sweepOnce();
  return deletion;
}

it('says when a deletion that has failed half-way goes on, and starts the one that does once', async () => {
  const { operationId } = await failHalfWay();
  const before = await show(operationId);
  const { body: events } = await world.call('GET', `/v1/operations/${operationId}/events`);
  world.clock.advance(HOUR - 60);
  await sweepOnce();
  const early = await deletions();
  world.clock.advance(120);
  await Promise.all([sweepOnce(), sweepOnce()]);
  await sweepOnce();
  const [, next, ...others] = await deletions();

  expect(Date.parse(before.nextTryAt) - Date.parse(before.finishedAt)).toBe((UNHEARD + HOUR) * 1000);
  expect(events.items).toContainEqual(
    expect.objectContaining({
      type: 'DeletionWaits',
      message: `c1 is silent; another deletion goes on at ${before.nextTryAt}`,
    }),
  );
  expect({ early: early.length, others }).toEqual({ early: 1, others: [] });
  expect(next).toMatchObject({ phase: 'Pending', retryOf: operationId, createdBy: before.createdBy });
  expect(next?.spec).toMatchObject({ backup, because: before.spec.because, force: false });
  expect(next?.sealingAt).toBe(before.sealingAt);
  expect(next?.executionArn).toContain(':execution:delete-backup:');
});

it('starts another one where the next was lost before it had the backup, and waits no more once one has it', async () => {
  const first = await failHalfWay();
  world.clock.advance(HOUR);
  await sweepOnce();
  const lost = (await deletions()).at(-1) ?? expect.fail('none went on');
  await world.ledger.finishOperation(lost, 'Failed', failed);
  world.clock.advance(UNHEARD);
  await sweepOnce();
  expect((await show(lost.operationId)).nextTryAt).toBeUndefined();
  world.clock.advance(2 * HOUR);
  await sweepOnce();
  const all = await deletions();
  expect(all.map(({ operationId }) => operationId)).toEqual([first.operationId, lost.operationId, expect.any(String)]);

  await mark(all[2] ?? lost);
  await sweepOnce();

  expect((await show(first.operationId)).nextTryAt).toBeUndefined();
  expect(await world.ledger.listIncomplete()).not.toContain(first.operationId);
});

it('waits on where the next may not begin, and says why', async () => {
  const { operationId } = await failHalfWay();
  const reader = 'rs-aaaaaaaaaaaaaaaaaaaaaaaaaa';
  const { refs } = (await world.ledger.readOperation(backup)) as Operation;
  const given = {
    operationId: reader,
    kind: 'restore' as const,
    name: 'a reader',
    spec: SPECS.restore,
    refs,
    createdBy: 'ann',
  };
  await world.ledger.createOperation({ ...newOperation(given, new Date(), 3600), phase: 'InProgress' });
  await world.ledger.addReader(backup, reader);
  world.clock.advance(HOUR);
  await sweepOnce();

  const { items } = (await world.call('GET', `/v1/operations/${operationId}/events`)).body;
  const { nextTryAt } = await show(operationId);
  expect(await deletions()).toHaveLength(1);
  expect(Date.parse(nextTryAt) - world.clock.now().getTime()).toBe((UNHEARD + HOUR) * 1000);
  expect(items.at(-1).message).toBe(
    `backup ${backup} is read by ${reader}, which is not over; another deletion goes on at ${nextTryAt}`,
  );
});

it('leaves alone a backup that its deletion has given back', async () => {
  const { operationId } = await failHalfWay({ sealed: false });
  world.clock.advance(48 * HOUR);
  await sweepOnce();

  expect((await show(operationId)).nextTryAt).toBeUndefined();
  expect(await deletions()).toHaveLength(1);
});
