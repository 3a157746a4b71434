import { beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation.ts';
import { applyRetention } from '../../functions/runtime/ends/apply-retention.ts';
import { claimSlot } from '../../functions/runtime/slots/claim-slot.ts';
import type { ScheduleItem } from '../../functions/runtime/slots/read-schedule.ts';
import { backupBody } from '../support/api-steps.ts';
import type { ApiWorld } from '../support/api-world.ts';
import { startShopApi } from '../support/shop-api.ts';

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
  const { uid } = (await world.catalog.read('schedule', name)) as ScheduleItem;
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
  const open = new Set(await world.ledger.listOpen());
  await applyRetention(services, newest);
  const begun = (await world.ledger.listOpen()).filter((id) => id.startsWith('dl-') && !open.has(id));
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
