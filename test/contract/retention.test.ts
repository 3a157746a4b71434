import { beforeAll, describe, expect, it, vi } from 'vitest';
import { applyRetention } from '../../functions/completion/apply-retention.ts';
import { holdingOf } from '../../functions/domain/backup/good-backup.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { claimSlot } from '../../functions/scheduling/claim-slot.ts';
import { backupBody } from '../support/api-steps.ts';
import type { ApiWorld } from '../support/api-world.ts';
import { startShopApi } from '../support/shop-api.ts';
import { volumeRow } from '../support/volume-rows.ts';

const KEEP = 2;

const { world } = await startShopApi();
beforeAll(async () => {
  const entries = [{ id: 'hourly', kind: 'interval', every: '1h', keep: KEEP }];
  await world.call('POST', '/v1/policies', { body: { name: 'p', entries } });
});

/** A schedule whose runs of the last hours have all Succeeded, oldest first. */
async function scheduleWith(name: string, successes: number): Promise<Operation[]> {
  const { name: _, ...backup } = backupBody();
  await world.call('POST', '/v1/schedules', { body: { name, policy: 'p', backup } });
  const { uid = '' } = (await world.catalog.read('schedule', name)) ?? {};
  const made: Operation[] = [];
  while (made.length < successes) {
    world.clock.advance(3600);
    const scheduledTime = `${world.clock.now().toISOString().slice(0, 13)}:00:00Z`;
    const { run } = await claimSlot(world, { scheduleUid: uid, entry: 'hourly', scheduledTime }, `arn:${made.length}`);
    await world.ledger.finishOperation(run, 'Succeeded', {});
    made.push((await world.ledger.readOperation(run.operationId)) as Operation);
  }
  return made;
}

async function deletedBackups(services: Parameters<typeof applyRetention>[0], newest: Operation): Promise<string[]> {
  const open = new Set(await world.ledger.listIncomplete());
  await applyRetention(services, newest);
  const begun = (await world.ledger.listIncomplete()).filter((id) => id.startsWith('dl-') && !open.has(id));
  const deletions = await Promise.all(begun.map((id) => world.ledger.readOperation(id)));
  return deletions.map((one) => String(one?.refs.backup)).toSorted();
}

describe('retention after a success', () => {
  it('reads the runs of the schedule once, however many of them go, and keeps the newest', async () => {
    const made = await scheduleWith('many', 12);
    const newest = made.at(-1) as Operation;
    let reads = 0;
    const listBySchedule: ApiWorld['ledger']['listBySchedule'] = async (uid) => {
      reads += 1;
      // as an index that has not heard of the newest one yet
      return (await world.ledger.listBySchedule(uid)).filter(({ operationId }) => operationId !== newest.operationId);
    };
    const services = { ...world, ledger: { ...world.ledger, listBySchedule } };

    const gone = await deletedBackups(services, newest);

    const old = made.slice(0, -KEEP).map(({ operationId }) => operationId);
    expect(gone).toEqual(old.toSorted());
    expect(reads).toBe(1);
  });

  it('removes none that can be restored for the sake of those that have lost their seals', async () => {
    const made = await scheduleWith('emptied', 4);
    const copyLostAt = world.clock.now().toISOString();
    for (const { operationId } of made.slice(1, -1)) await world.ledger.updateEnded(operationId, { copyLostAt });

    expect(await deletedBackups(world, made.at(-1) as Operation)).toEqual([]);
  });
});

describe('the answer of a backup says until when it is kept', () => {
  const read = async ({ operationId }: Pick<Operation, 'operationId'>) =>
    (await world.call('GET', `/v1/backups/${operationId}`)).body;

  it('of a schedule: how many newer ones its entries still want', async () => {
    const [oldest, middle, newest] = (await scheduleWith('told', 3)) as [Operation, Operation, Operation];
    const whole = vi.spyOn(world.ledger, 'listBySchedule');

    const [due, counted, last] = [await read(oldest), await read(middle), await read(newest)];

    expect(whole).not.toHaveBeenCalled();
    whole.mockRestore();
    const entries = (newerGood: number) => [{ entry: 'hourly', keep: KEEP, newerGood }];
    expect(due.retention).toEqual({
      rule: 'due',
      until: 'goes after the next success of schedule told',
      schedule: 'told',
      entries: entries(2),
    });
    expect(counted.retention).toEqual({
      rule: 'counted',
      until: 'goes after 1 more good run of entry hourly, each with data of all that it has data of',
      schedule: 'told',
      entries: entries(1),
    });
    expect(last.retention).toMatchObject({ rule: 'newest', entries: entries(0) });
    expect(await deletedBackups(world, newest)).toEqual([oldest.operationId]);
  });

  it('where a newer one lacks a claim of it, and where that was meant', async () => {
    const [oldest, ...others] = (await scheduleWith('lacking', 3)) as [Operation, Operation, Operation];
    const run = { operationId: oldest.operationId, epoch: oldest.epoch };
    const volume = { ...volumeRow(), attempt: 0 };
    await world.ledger.putVolumes(run, [volume]);
    const { digest } = holdingOf([volume]);
    await world.ledger.updateEnded(oldest.operationId, { holds: { volumes: 1, digest } });
    for (const { operationId } of others) {
      await world.ledger.updateEnded(operationId, { holds: { volumes: 0, digest: holdingOf([]).digest } });
    }

    const unwanted = (await read(oldest)).retention;
    const item = await world.catalog.read('schedule', 'lacking');
    if (!item) throw new Error('no schedule');
    await world.catalog.update({ ...item, spec: { ...item.spec, mayBeDeleted: ['shop/*'] } }, item.generation);
    const meant = (await read(oldest)).retention;

    expect(unwanted).toMatchObject({ rule: 'only_data', until: expect.stringContaining('has data of shop/data') });
    expect(meant).toMatchObject({ rule: 'due' });
  });

  it('under legal hold, of a schedule that is gone, and of one that was asked for by hand', async () => {
    const [held, other] = (await scheduleWith('gone', 2)) as [Operation, Operation];
    const at = world.clock.now().toISOString();
    await world.ledger.holdBackup(held.operationId, { at, by: 'ann', reason: 'court' });
    const before = (await read(held)).retention;
    await world.call('DELETE', '/v1/schedules/gone', { headers: { 'if-match': '*' } });
    const { body: manual } = await world.call('POST', '/v1/backups', { body: backupBody() });
    const running = await read({ operationId: manual.id });
    await world.ledger.finishOperation({ operationId: manual.id, epoch: 1 }, 'Succeeded', {});

    expect(before).toMatchObject({ rule: 'held', schedule: 'gone', entries: [{ newerGood: 1 }] });
    expect((await read(held)).retention).toMatchObject({ rule: 'held' });
    expect((await read(other)).retention).toEqual({
      rule: 'person',
      until: 'kept until a person deletes it: schedule gone is gone',
      schedule: 'gone',
    });
    expect(running.retention).toBeUndefined();
    expect((await read({ operationId: manual.id })).retention).toEqual({
      rule: 'person',
      until: 'kept until a person deletes it: no schedule has made it',
    });
  });

  it('that has failed: until when its local copies are kept, in lists too', async () => {
    const { body } = await world.call('POST', '/v1/backups', { body: backupBody({ name: 'copies' }) });
    await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, 'Failed', {
      error: { code: 'internal', message: 'no' },
    });
    const copiesUntil = '2026-11-30T09:00:00.000Z';
    await world.ledger.updateEnded(body.id, { copiesUntil });

    const { body: list } = await world.call('GET', '/v1/backups?phase=Failed');

    expect(await read({ operationId: body.id })).toMatchObject({ localCopiesUntil: copiesUntil });
    expect(list.items).toMatchObject([{ id: body.id, localCopiesUntil: copiesUntil }]);
  });
});
