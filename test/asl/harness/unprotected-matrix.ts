import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../../../functions/domain/notification/notification.ts';
import type { NotificationEvent } from '../../../functions/domain/notification/notification-spec.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import { saidBy } from '../../../functions/domain/schedule/schedule-spec.ts';
import type { BoundSchedule } from '../../../functions/scheduling/read-schedule.ts';
import { startReceiver, type TestReceiver } from '../../support/receiver.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './cluster.ts';
import { MOVED } from './kopia.ts';
import { recordsOf, runNow, schedule, suspend } from './schedules.ts';
import { ANNEX, createAnnex, WAYS, type Way } from './unprotected.ts';
import { startWorld, type World } from './world.ts';

const MINUTE = 60_000;
const EVERY = 10;

let world: World;
let pager: TestReceiver;

async function open(): Promise<void> {
  [world, pager] = await Promise.all([startWorld(), startReceiver()]);
  const { catalog, clock, secrets } = world.plane.services;
  const secretArn = await secrets.write('snapferry/notifications/pager', { secret: 'signing-secret-of-it' });
  const at = clock.now().toISOString();
  // as a receiver that was named before there was a word for a backup that lacks something
  const events: NotificationEvent[] = ['backup.failed', 'backup.recovered'];
  const spec = { kind: 'webhook' as const, url: pager.url, events };
  const given = { uid: 'pager', generation: 1, spec, status: {}, secretArn, createdAt: at, createdBy: 'asl' };
  await catalog.create({ kind: 'notification', name: 'pager', updatedAt: at, ...given });
}

type How = 'scheduled' | 'manual';

interface Course {
  cluster: AslCluster;
  bound: BoundSchedule;
  /** Runs it once more, to its end and all that follows. */
  run(): Promise<Operation>;
}

/** A schedule of two namespaces with a claim of data in each. */
async function onSchedule(how: How, keep: number, work: (course: Course) => Promise<void>): Promise<void> {
  const cluster = await startCluster(world.plane);
  const bounds: BoundSchedule[] = [];
  try {
    await createShop(cluster, 1);
    await createAnnex(cluster);
    const entries = [{ id: 'often', kind: 'interval' as const, every: `${EVERY}m`, keep }];
    const bound = await schedule(world, cluster, { entries }, [SHOP, ANNEX]);
    bounds.push(bound);
    if (how === 'manual') await suspend(world, bound);
    const run = async () => {
      if (how === 'manual') return await runNow(world, bound);
      const before = (await recordsOf(world, bound)).slots.size;
      for (let n = 0; n < EVERY; n += 1) await world.plane.clock.advance(MINUTE);
      const { slots } = await recordsOf(world, bound);
      expect(slots.size).toBe(before + 1);
      const [newest] = slots.get([...slots.keys()].toSorted().at(-1) ?? '') ?? [];
      return await world.ended(newest?.operationId ?? '');
    };
    await work({ cluster, bound, run });
  } finally {
    for (const bound of bounds) await suspend(world, bound);
    world.meddle(undefined);
    await cluster.simulator.stop();
  }
}

interface Told {
  id: string;
  type: string;
  operation: { id: string; warnings?: string[]; unprotected?: object[]; error?: { code: string; message: string } };
}
const toldOf = ({ operationId }: Operation) =>
  pager.deliveries.map(({ text }) => JSON.parse(text) as Told).filter(({ operation }) => operation.id === operationId);

const read = async ({ operationId }: Operation) =>
  (await world.plane.services.ledger.readOperation(operationId)) as Operation;

async function stateOf({ item }: BoundSchedule) {
  return await world.plane.services.slots.read(item.uid);
}

interface Judged {
  bound: BoundSchedule;
  good: Operation[];
  bad: Operation[];
}

/** What was emitted since then for ends of backups: by each, in order, but for times. */
function endsEmitted(from: number): object[] {
  return world.plane.emitted
    .slice(from)
    .flatMap(({ BackupFailures, ReducedBackups, BackupBytes }) =>
      BackupFailures === undefined
        ? []
        : [{ BackupFailures, ...(ReducedBackups === undefined ? {} : { ReducedBackups, BackupBytes }) }],
    );
}

/** The ages of the newest good backup as they were emitted, less what they should have been: for the last good one. */
function agesOff(from: number, { item }: BoundSchedule, { startedAt = '' }: Operation): number[] {
  return world.plane.emitted
    .slice(from)
    .flatMap(({ schedule: name, NewestBackupAgeSeconds: age, _aws }) =>
      name === item.name && age !== undefined ? [Number(age) - (_aws.Timestamp - Date.parse(startedAt)) / 1000] : [],
    );
}

/** What is wrong, as sentences: none. */
async function judge(way: Way, { bound, good, bad }: Judged) {
  const wrong: string[] = [];
  const expectThat = (holds: boolean, sentence: string) => void (holds || wrong.push(sentence));
  const last = good.at(-1) as Operation;
  for (const one of good) {
    const { phase } = await read(one);
    expectThat(phase === 'Succeeded', `a backup with data is ${phase}`);
  }
  if (way.ending === 'Succeeded') {
    const left = (await Promise.all(bad.map(read))).filter(({ phase }) => phase === 'Succeeded');
    expectThat(left.length === good.length, `of those that lack the claim ${left.length} stay`);
  }
  const state = await stateOf(bound);
  expectThat(state?.newestGoodAt === last.startedAt, 'the newest good backup is another one');
  for (const [n, ended] of bad.entries()) {
    const one = await read(ended);
    const says = `${one.error?.message ?? ''} ${JSON.stringify(one.lacks?.claims ?? [])}`;
    const ending = ended.phase === 'Failed' ? ended.error?.code : ended.phase;
    expectThat(ending === way.ending, `it ended as ${ending}: ${ended.error?.message}`);
    expectThat(says.includes(way.claim), `its record does not name the claim: ${says}`);
    const [told, ...more] = toldOf(one);
    const type = way.ending === 'Succeeded' ? 'backup.reduced' : 'backup.failed';
    expectThat(told?.type === type && more.length === 0, `of run ${n} receivers are told ${told?.type}`);
    const { error, warnings = [] } = told?.operation ?? {};
    expectThat(`${error?.message} ${warnings.join(' ')}`.includes(way.claim), 'the message does not name the claim');
    const outcomes = (one.unprotected ?? [])
      .map(({ namespace, pvc, outcome }) => `${namespace}/${pvc} ${outcome}`)
      .join(',');
    const expected = n > 0 ? (way.unprotectedLater ?? way.unprotected) : way.unprotected;
    expectThat(outcomes === expected, `of run ${n} unprotected are: ${outcomes}`);
    expectThat(
      JSON.stringify(told?.operation.unprotected ?? []) === JSON.stringify(one.unprotected ?? []),
      'the message says of what is unprotected something else than the record',
    );
  }
  return wrong;
}

/** As a PUT of the schedule: what may be deleted. */
async function allow(bound: BoundSchedule, claim: string): Promise<void> {
  const { catalog } = world.plane.services;
  const { kind, name, uid, generation, spec } = bound.item;
  const said = saidBy([claim], spec, { by: 'ann', at: '2026-11-28' });
  bound.item = await catalog.update({ kind, name, uid, spec: { ...spec, ...said } }, generation);
}

/** Each way that fails a run, where the schedule says that the claim may be deleted. */
export function testAllowed(keep: number): void {
  beforeAll(open);
  afterAll(async () => {
    await Promise.all([world.stop(), pager.stop()]);
  });

  const failing = WAYS.filter(({ ending }) => ending !== 'Succeeded');
  describe.each(failing)('$name, which may be deleted', (way) => {
    it(`keep ${keep}: is left out, and all else is backed up`, async () => {
      await onSchedule('scheduled', keep, async ({ cluster, bound, run }) => {
        const good: Operation[] = [];
        while (good.length < keep) good.push(await run());
        await allow(bound, way.claim);
        await way.befall(cluster, world);
        const ended = await read(await run());

        const { phase, error, holds, lacks, unprotected = [] } = ended;
        expect([phase, error, lacks, holds?.volumes]).toEqual(['Succeeded', undefined, undefined, 1]);
        const leftOut = {
          outcome: 'Excluded',
          reason: expect.any(String),
          allowedBy: `${way.claim} in mayBeDeleted of schedule ${bound.item.name}, named there by ann at 2026-11-28`,
        };
        expect(unprotected).toContainEqual({ namespace: ANNEX, pvc: 'ledger', ...leftOut });
        const { operation } = messageOf(ended, 'backup.succeeded', { installationId: 'i', stage: 'dev', apiUrl: '' });
        expect(operation).toMatchObject({
          unprotected,
          warnings: expect.arrayContaining([expect.stringMatching(way.claim)]),
        });
        expect((await stateOf(bound))?.newestGoodAt).toBe(ended.startedAt);
        const left = (await Promise.all(good.map(read))).filter((one) => one.phase === 'Succeeded');
        expect(left.length, 'older backups stay as the policy says').toBe(keep - 1);
      });
    });
  });
}

/** Each way × who starts the run, for a policy that keeps as many. */
export function testUnprotected(keep: number): void {
  beforeAll(open);
  afterAll(async () => {
    await Promise.all([world.stop(), pager.stop()]);
  });

  describe.each(WAYS)('$name', (way) => {
    it.each<How>(['scheduled', 'manual'])(`keep ${keep}, %s: leaves the backups that have data`, async (how) => {
      await onSchedule(how, keep, async ({ cluster, bound, run }) => {
        const good: Operation[] = [];
        while (good.length < keep) good.push(await run());
        expect(good.map(({ phase }) => phase)).toEqual(good.map(() => 'Succeeded'));
        await way.befall(cluster, world);
        const from = world.plane.emitted.length;
        // What fails changes nothing that a second failure could show.
        const runs = way.ending === 'Succeeded' ? keep + 1 : 2;
        const bad: Operation[] = [];
        while (bad.length < runs) bad.push(await run());

        expect(await judge(way, { bound, good, bad })).toEqual([]);
        const failed = { BackupFailures: 1 };
        const reduced = { BackupFailures: 0, ReducedBackups: 1, BackupBytes: MOVED.bytes };
        expect(endsEmitted(from)).toEqual(bad.map(() => (way.ending === 'Succeeded' ? reduced : failed)));
        const off = agesOff(from, bound, good.at(-1) as Operation);
        // One that is suspended has no figure; the others have one every five minutes, of the last that is whole.
        expect(off.length > 0).toBe(how === 'scheduled');
        expect(off.filter((seconds) => seconds !== 0)).toEqual([]);
      });
    });
  });
}
