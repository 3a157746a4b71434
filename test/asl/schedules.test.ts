import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slotTextOf } from '../../functions/domain/operation/machine-input.ts';
import type { PolicySpec } from '../../functions/domain/schedule/policy-spec.ts';
import { slotsBetween } from '../../functions/domain/schedule/slots.ts';
import type { BoundSchedule } from '../../functions/scheduling/read-schedule.ts';
import { answers, startReceiver, type TestReceiver } from '../support/receiver.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { beginNow, pastSlots, readLocation, recordsOf, schedule, suspend } from './harness/schedules.ts';
import { startWorld, type World } from './harness/world.ts';

const MINUTE = 60_000;
const EVERY_MINUTE = { id: 'minutely', kind: 'interval' as const, every: '1m', keep: 3 };
const HOURLY = { id: 'hourly', kind: 'interval' as const, every: '1h', keep: 3 };

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world.stop(), 60_000);

async function onCluster(
  policy: Pick<PolicySpec, 'entries'> & Partial<PolicySpec>,
  work: (bound: BoundSchedule, cluster: AslCluster) => Promise<void>,
  namespaces?: string[],
): Promise<void> {
  const cluster = await startCluster(world.plane);
  try {
    await createShop(cluster, 1);
    const bound = await schedule(world, cluster, policy, namespaces);
    await work(bound, cluster);
    await suspend(world, bound);
  } finally {
    await cluster.simulator.stop();
  }
}

async function advance(minutes: number): Promise<void> {
  for (let left = minutes; left > 0; left -= 1) await world.plane.clock.advance(Math.min(left, 1) * MINUTE);
}

/** Phases by slot, in order; two records of one slot would be two phases. */
async function phasesOf(bound: BoundSchedule, slots?: readonly string[]): Promise<string[]> {
  const records = await recordsOf(world, bound);
  const of = slots ?? [...records.slots.keys()].toSorted();
  return of.map((slot) => (records.slots.get(slot) ?? []).map(({ phase }) => phase).join(' and ') || 'none');
}

async function onDemandOf(bound: BoundSchedule) {
  return (await recordsOf(world, bound)).others.filter(({ slot }) => slot?.onDemand);
}

describe('a policy of every minute that keeps three', () => {
  it('has one record for each slot, and at the location its three, though the stack is killed twice', async () => {
    await onCluster({ entries: [EVERY_MINUTE] }, async (bound, cluster) => {
      await advance(3.4);
      await world.plane.restart({ after: 2.5 * MINUTE });
      await advance(3.2);
      await world.plane.restart({ after: 1.5 * MINUTE });
      await advance(4);
      await suspend(world, bound);
      await advance(8);

      const phases = await phasesOf(bound, pastSlots(world, bound));
      expect(phases.length).toBeGreaterThan(10);
      expect(phases.filter((phase) => !/^(Succeeded|Missed|Skipped|Deleted)$/.test(phase))).toEqual([]);
      expect(phases).toContain('Missed');
      const { all, others } = await recordsOf(world, bound);
      expect(others).toEqual([]);
      const good = all.filter(({ phase }) => phase === 'Succeeded').map(({ operationId }) => operationId);
      expect(good).toHaveLength(3);
      const { seals, backups } = await readLocation(world, cluster);
      expect([...seals.keys()].toSorted()).toEqual(good.toSorted());
      expect(backups.toSorted()).toEqual(good.toSorted());
      expect([...cluster.kopia.snapshots.keys()].toSorted()).toEqual([...seals.values()].flat().toSorted());
    });
  }, 180_000);
});

describe('a slot whose run before is not over', () => {
  it('is skipped, and says so', async () => {
    await onCluster({ entries: [EVERY_MINUTE] }, async (bound, cluster) => {
      cluster.kopia.afterMs = 1.5 * MINUTE;
      await advance(4);

      expect((await phasesOf(bound)).slice(0, 2)).toEqual(['Succeeded', 'Skipped']);
    });
  }, 120_000);

  it('waits for it where the policy queues, one at most, and both run', async () => {
    await onCluster({ entries: [EVERY_MINUTE], overlap: 'queue' }, async (bound, cluster) => {
      cluster.kopia.afterMs = 5 * MINUTE;
      await advance(3.2);
      const before = await phasesOf(bound);
      cluster.kopia.afterMs = 2_000;
      await advance(8);

      expect(before).toEqual(['InProgress', 'Pending', 'Skipped']);
      expect((await phasesOf(bound)).slice(0, 3)).toEqual(['Succeeded', 'Succeeded', 'Skipped']);
    });
  }, 120_000);
});

describe('runs that somebody asked for', () => {
  it('wait for each other in their turn, however many, and none is skipped, whatever the policy says of slots', async () => {
    await onCluster({ entries: [{ ...HOURLY, keep: 9 }] }, async (bound, cluster) => {
      cluster.kopia.afterMs = 5 * MINUTE;
      for (let n = 0; n < 4; n += 1) await beginNow(world, bound);
      await advance(3);
      const during = await onDemandOf(bound);
      cluster.kopia.afterMs = 2_000;
      await advance(16);

      expect(during.map(({ phase }) => phase).toSorted()).toEqual(['InProgress', 'Pending', 'Pending', 'Pending']);
      const ended = await onDemandOf(bound);
      expect(ended.map(({ phase }) => phase)).toEqual(Array(4).fill('Succeeded'));
      const spans = ended.map(({ plannedAt = '', finishedAt = '' }) => `${plannedAt} ${finishedAt}`).toSorted();
      const times = spans.flatMap((span) => span.split(' '));
      expect(times).toEqual(times.toSorted());
    });
  }, 120_000);
});

describe('missed slots', () => {
  it('of a control plane that was down are on record, and run once, late, if the policy says so', async () => {
    await onCluster({ entries: [HOURLY], missed: 'runOnce' }, async (bound) => {
      await world.plane.restart({ after: 190 * MINUTE });
      await advance(3);

      const { others } = await recordsOf(world, bound);
      expect(await phasesOf(bound)).toEqual(['Missed', 'Missed']);
      expect(others).toMatchObject([{ phase: 'Succeeded', slot: { late: true, entries: ['hourly'] } }]);
    });
  }, 120_000);

  it('of a cluster that does not answer are on record, and run late once it does', async () => {
    await onCluster({ entries: [HOURLY], missed: 'runOnce' }, async (bound, { simulator }) => {
      await advance(59);
      await simulator.faults.unreachable();
      await advance(20);
      const during = await phasesOf(bound);
      await simulator.faults.reachable();
      await advance(10);

      const { others } = await recordsOf(world, bound);
      expect(during).toEqual(['Missed']);
      expect(others).toMatchObject([{ phase: 'Succeeded', slot: { late: true } }]);
    });
  }, 120_000);

  it('stay missed where the policy does not run them late', async () => {
    await onCluster({ entries: [HOURLY], missed: 'skip' }, async (bound) => {
      await world.plane.restart({ after: 125 * MINUTE });
      await advance(3);

      expect(await phasesOf(bound)).toEqual(['Missed']);
      expect((await recordsOf(world, bound)).others).toEqual([]);
    });
  }, 120_000);
});

describe('a missed slot', () => {
  let pager: TestReceiver;
  beforeAll(async () => {
    pager = await startReceiver();
    const { catalog, clock, secrets } = world.plane.services;
    const secretArn = await secrets.write('snapferry/notifications/pager', { secret: 'signing-secret-of-it' });
    const at = clock.now().toISOString();
    const spec = { kind: 'webhook' as const, url: pager.url, events: ['backup.missed' as const] };
    const given = { uid: 'pager', generation: 1, spec, status: {}, secretArn, createdAt: at, createdBy: 'asl' };
    await catalog.create({ kind: 'notification', name: 'pager', updatedAt: at, ...given });
  });
  afterAll(() => pager.stop());
  /** Of this schedule: others may have missed something, too. */
  const told = ({ item }: BoundSchedule) =>
    pager.deliveries
      .map(({ text }) => JSON.parse(text) as { id: string; operation: { schedule: string } })
      .flatMap(({ id, operation }) => (operation.schedule === item.name ? [id] : []))
      .toSorted();
  const missed = async (bound: BoundSchedule) => {
    const { all } = await recordsOf(world, bound);
    return all.flatMap(({ operationId, phase }) => (phase === 'Missed' ? [`${operationId}-missed`] : [])).toSorted();
  };

  it('is told of as soon as it is on record, and once, though the sweep comes by at the same moment', async () => {
    await onCluster({ entries: [HOURLY], missed: 'skip' }, async (bound) => {
      await world.plane.restart({ after: 190 * MINUTE });
      await advance(0.2);
      const onRecord = await missed(bound);
      const atOnce = told(bound);
      await advance(14);

      expect(onRecord.length).toBeGreaterThan(1);
      expect(atOnce).toEqual(onRecord);
      expect(told(bound)).toEqual(await missed(bound));
    });
  }, 120_000);

  it('that EventBridge Scheduler could not deliver is told of at once, too, and once', async () => {
    await onCluster({ entries: [HOURLY], missed: 'skip' }, async (bound) => {
      const now = world.plane.services.clock.now();
      const slots = slotsBetween(bound.timing, now, new Date(now.getTime() + 120 * MINUTE));
      const [first = '', second = ''] = slots.map(({ at }) => slotTextOf(at));
      const inputOf = (scheduledTime: string) =>
        JSON.stringify({ scheduleUid: bound.item.uid, entry: HOURLY.id, scheduledTime });
      // As AWS documents a letter: the target's request, and the time as an attribute; whether also in the input, nowhere.
      const request = { StateMachineArn: 'arn', Input: inputOf('<aws.scheduler.scheduled-time>') };
      const letters = {
        Records: [
          { messageId: 'one', body: inputOf(first) },
          { messageId: 'again', body: inputOf(first) },
          {
            messageId: 'other',
            body: JSON.stringify(request),
            messageAttributes: { SCHEDULED_TIME: { stringValue: second } },
          },
        ],
      };
      await world.plane.host.invoke('recordMissed', letters);
      const atOnce = told(bound);
      await advance(14);

      expect(atOnce).toHaveLength(2);
      expect(told(bound)).toEqual(atOnce);
      expect(atOnce).toEqual(await missed(bound));
    });
  }, 120_000);

  it('is told of by the sweep where who wrote it could not reach the receiver', async () => {
    await onCluster({ entries: [HOURLY], missed: 'skip' }, async (bound) => {
      pager.behave(answers(503));
      await world.plane.restart({ after: 125 * MINUTE });
      await advance(0.2);
      pager.behave(answers(200));
      pager.deliveries.length = 0;
      await advance(14);

      const ids = await missed(bound);
      expect(ids.length).toBeGreaterThan(0);
      expect(told(bound)).toEqual(ids);
    });
  }, 120_000);
});

describe('namespaces of a schedule', () => {
  it('that are gone are said, and the others backed up; with none left the run fails', async () => {
    const work = async (bound: BoundSchedule, { simulator }: AslCluster) => {
      await advance(2);
      simulator.objects.remove('namespaces', SHOP);
      await simulator.settled();
      await advance(1.5);

      const { all } = await recordsOf(world, bound);
      expect(all.find(({ phase }) => phase === 'Succeeded')).toMatchObject({
        spec: { selection: { namespaces: [SHOP] } },
        warnings: [expect.any(String), 'namespace atlantis is gone; the others were backed up'],
      });
      expect(all.find(({ phase }) => phase === 'Failed')?.error).toMatchObject({ code: 'namespace.not_found' });
    };
    await onCluster({ entries: [EVERY_MINUTE] }, work, [SHOP, 'atlantis']);
  }, 120_000);
});
