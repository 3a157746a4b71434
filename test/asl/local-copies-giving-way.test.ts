import { beforeEach, expect, it } from 'vitest';
import { OPERATION } from '../../functions/domain/manifest/labels.ts';
import { applyObjects } from '../../simulator/apply.ts';
import type { SnapshotContent } from '../../simulator/storage/types.ts';
import { PREVIOUS } from '../upgrade/files.ts';
import { type AslCluster, createShop, startCluster } from './harness/cluster.ts';
import { RESOURCES } from './harness/deletions.ts';
import { LIMITED_DRIVER, snapshotOf } from './harness/full-subject.ts';
import { backupOf } from './harness/subject.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

const CLAIMS = 2;
const SPEC = backupSpec({}, { localCopies: { keep: 9, onOffloadFailure: 'keep', failedFor: '72h' } });
const MINUTE = 60_000;
const SINCE = '2026-11-28T00:00:00.000Z';
const HOLD = { at: SINCE, by: 'counsel', reason: 'case 7' };

let world: World;
let cluster: AslCluster;
let earlier: string;

/** A backup with local snapshots. Three of a volume are the most that there may be. */
async function open(machineFiles?: string): Promise<void> {
  world = await startWorld(machineFiles ? { machineFiles } : {});
  cluster = await startCluster(world.plane, { drivers: [LIMITED_DRIVER] });
  await createShop(cluster, CLAIMS);
  earlier = (await world.run(backupOf(SPEC), cluster)).operationId;
}

beforeEach(
  () => async () => {
    await cluster.simulator.stop();
    await world.stop();
  },
  60_000,
);

/** With two of the user's there is no room. */
async function fill(): Promise<void> {
  const all = ['data-0', 'data-1'].flatMap((claim) => [snapshotOf(claim, 0), snapshotOf(claim, 1)]);
  applyObjects(cluster.simulator.simulation, all);
  await cluster.simulator.settled();
}

const volumesOfEarlier = async () => await world.plane.services.ledger.readVolumes(earlier);

/** Of an execution that noted what gives way, and died before it deleted anything. */
async function noted() {
  const volumeIds = (await volumesOfEarlier()).map(({ volumeId }) => volumeId);
  return { ...backupOf(SPEC), more: { checkpoints: { MakeRoom: { [earlier]: volumeIds } } } };
}

async function released(): Promise<number> {
  return (await volumesOfEarlier()).filter(({ localCopy }) => localCopy?.releasedAt).length;
}

function changeContents(change: (content: SnapshotContent) => void): void {
  const { simulation, objects } = cluster.simulator;
  for (const { metadata } of objects.list<SnapshotContent>(RESOURCES.VolumeSnapshotContent)) {
    if (metadata.labels?.[OPERATION] !== earlier) continue;
    simulation.store.modify<SnapshotContent>(RESOURCES.VolumeSnapshotContent, metadata.name, change);
  }
}

const hold = async () => await world.plane.services.ledger.holdBackup(earlier, HOLD);
const lose = async () => await world.plane.services.ledger.updateEnded(earlier, { copyLostAt: SINCE });
const damage = async () => await world.plane.services.ledger.updateEnded(earlier, { damagedAt: SINCE });

it.each([
  ['is held', hold],
  ['is lost at its location', lose],
  ['is damaged', damage],
])('a local snapshot that was to give way stays when its backup %s meanwhile', async (_, change) => {
  await open();
  const subject = await noted();
  await change();

  const ended = await world.run(subject, cluster);

  expect([ended.phase, await released()]).toEqual(['Succeeded', 0]);
});

it('a local snapshot that was to give way, and is held meanwhile, is no room', async () => {
  await open();
  const subject = await noted();
  await fill();
  await hold();

  const ended = await world.run(subject, cluster);

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'snapshot.limit' } });
  expect(await released()).toBe(0);
});

it('a local snapshot of which the deletion had begun before its backup was held goes, and is said to be gone', async () => {
  await open();
  const subject = await noted();
  await fill();
  changeContents(({ spec }) => Object.assign(spec ?? {}, { deletionPolicy: 'Delete' }));
  await hold();

  const ended = await world.run(subject, cluster);

  expect([ended.phase, await released()]).toEqual(['Succeeded', CLAIMS]);
});

it.each([
  ['MakeRoom', undefined],
  ['MakeRoom of the previous landing', PREVIOUS.machines],
])('%s gives up after ten minutes, when the driver does not delete', async (_, machineFiles) => {
  await open(machineFiles);
  await fill();
  changeContents(({ metadata }) => (metadata.finalizers = [...(metadata.finalizers ?? []), 'example.com/stays']));
  const began = world.plane.clock.now();

  const ended = await world.ended(await world.start(backupOf(SPEC), cluster));

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'snapshot.limit' } });
  expect(world.plane.clock.now() - began).toBeGreaterThan(9 * MINUTE);
  expect(world.plane.clock.now() - began).toBeLessThan(20 * MINUTE);
});
