import { afterAll, expect } from 'vitest';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import type { ActionRun } from '../../../functions/domain/rule/action-run.ts';
import type { BackupRules } from '../../../functions/domain/rule/backup-rules.ts';
import { applyObjects } from '../../../simulator/apply.ts';
import { type AslCluster, createShop, startCluster } from './cluster.ts';
import { ruledBackupOf } from './ruled-subject.ts';
import { startWorld, type World } from './world.ts';

/** A world for all tests of the file that asks, ended after them; each test of rules has a cluster of its own with a shop. */
export async function startRuledShop() {
  const world: World = await startWorld();
  afterAll(() => world.stop(), 60_000);
  return {
    world,

    async onShop(work: (cluster: AslCluster) => Promise<void>): Promise<void> {
      const cluster = await startCluster(world.plane);
      try {
        await createShop(cluster, 2);
        await work(cluster);
      } finally {
        world.meddle(undefined);
        await cluster.simulator.stop();
      }
    },

    /** Backs the shop up with these rules, and looks at what must hold whatever comes of it. */
    async backUp(cluster: AslCluster, rules: BackupRules): Promise<Operation> {
      const ended = await world.run(ruledBackupOf(rules), cluster);
      const { begun, frozen, left } = cluster.application;
      expect(frozen.filter(({ to }) => to === undefined)).toEqual([]);
      expect(left()).toEqual([]);
      expect(Object.values(begun).every((times) => times === 1)).toBe(true);
      return ended;
    },

    async actionsOf({ operationId }: Operation): Promise<ActionRun[]> {
      return await world.plane.services.ledger.readActions(operationId);
    },
  };
}

/** The second namespace has an application of its own. */
export async function createCart({ simulator }: AslCluster): Promise<void> {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const pod = { spec: { containers: [{ name: 'main', image: 'registry.example/cart:1' }] } };
  applyObjects(simulator.simulation, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cart' } }]);
  await simulator.settled();
  applyObjects(simulator.simulation, [
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'cart' }, spec },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'cart', namespace: 'cart', labels: { app: 'shop' } }, ...pod },
  ]);
  await simulator.settled();
}
