import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { fullBackupOf, LIMITED_DRIVER } from './harness/full-subject.ts';
import { CLAIMS } from './harness/matrix.ts';
import { backupOf, simulationOf } from './harness/subject.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world.stop(), 60_000);

async function onCluster(work: (cluster: AslCluster) => Promise<void>, drivers?: string[]): Promise<void> {
  const cluster = await startCluster(world.plane, drivers ? { drivers } : {});
  await createShop(cluster, CLAIMS);
  try {
    await work(cluster);
  } finally {
    await cluster.simulator.stop();
  }
}

async function simulate(cluster: AslCluster, spec = backupSpec()): Promise<Operation> {
  const ended = await world.ended(await world.start(simulationOf({ of: 'backup', backup: spec }), cluster));
  expect(ended.phase).toBe('Succeeded');
  return ended;
}

describe('a simulation of a backup', () => {
  it('says of which volumes their driver takes no more snapshots, and which backup would give one up', async () => {
    await onCluster(
      async (cluster) => {
        const subject = await fullBackupOf(world, cluster);
        await subject.reset?.(cluster);
        const { simulation } = await simulate(cluster);

        const full = (n: number) => ({
          namespace: SHOP,
          pvc: `data-${n}`,
          snapshots: 3,
          most: 3,
          givesWay: expect.stringMatching(/^bk-/),
        });
        expect(simulation?.problems).toEqual([]);
        expect(simulation?.room).toEqual([full(0), full(1)]);
        expect((await world.run(subject, cluster)).phase).toBe('Succeeded');
      },
      [LIMITED_DRIVER],
    );
  }, 120_000);

  it('guesses a first upload by its capacity, and expects of the next what the last one took', async () => {
    await onCluster(async (cluster) => {
      const first = await simulate(cluster);
      const done = await world.run(backupOf(backupSpec()), cluster);
      const second = await simulate(cluster);
      const volumes = await world.plane.services.ledger.readVolumes(done.operationId);
      const sum = (of: (result: { bytes: number; uploadedBytes?: number }) => number) =>
        volumes.reduce((all, { result }) => all + (result ? of(result) : 0), 0);

      expect(first.simulation?.estimate).toMatchObject({ known: 0, guessed: CLAIMS });
      expect(first.simulation?.estimate?.bytes).toBe(volumes.reduce((all, one) => all + one.capacityBytes, 0));
      expect(second.simulation?.estimate).toMatchObject({
        known: CLAIMS,
        guessed: 0,
        bytes: sum(({ bytes }) => bytes),
        uploadBytes: sum(({ bytes, uploadedBytes = bytes }) => uploadedBytes),
      });
      const seconds = (one: Operation) => one.simulation?.estimate?.seconds ?? 0;
      expect(seconds(second)).toBeLessThan(seconds(first));
      expect(second.simulation?.transitions?.count).toBeLessThan(first.simulation?.transitions?.count ?? 0);
    });
  }, 120_000);

  it('says of each volume that no class is certain for it, and still counts the objects', async () => {
    await onCluster(async (cluster) => {
      const { simulator } = cluster;
      const driver = 'csi.simulator.snapferry.dev';
      const more = ['gold', 'silver'].map((name) => ({
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshotClass',
        metadata: { name, annotations: { 'snapshot.storage.kubernetes.io/is-default-class': 'true' } },
        driver,
        deletionPolicy: 'Delete',
      }));
      applyObjects(simulator.simulation, more);
      const { operationId, simulation } = await simulate(cluster);
      const volumes = await world.plane.services.ledger.readVolumes(operationId);

      expect(simulation?.problems).toMatchObject([{ code: 'snapshot_class.ambiguous' }]);
      expect(volumes.map(({ phase, why }) => ({ phase, why }))).toEqual(
        Array.from({ length: CLAIMS }, () => ({
          phase: 'Failed',
          why: expect.stringContaining(`${driver} has several VolumeSnapshotClasses`),
        })),
      );
      expect(simulation?.objects).toContainEqual({ kind: 'PersistentVolumeClaim', count: CLAIMS });
    });
  }, 120_000);
});
