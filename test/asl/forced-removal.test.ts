import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { evictUsers } from '../../functions/api/cascade.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { removeOrphans } from '../../functions/events/remove-orphans.ts';
import { BACKUP, RESTORE, VALIDATION } from './harness/benches.ts';
import { type AslCluster, createLocation, createShop, startCluster } from './harness/cluster.ts';
import { compareInventories, takeInventory } from './harness/inventory.ts';
import type { Bench } from './harness/matrix.ts';
import { taskState } from './harness/task-states.ts';
import { startWorld, type World } from './harness/world.ts';

/** Long enough for the sweep to come by, and for the last Lambda of an execution to be over. */
const QUIET_MS = 15 * 60_000;
const CLAIMS = 2;

let world: World;
let cluster: AslCluster;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterEach(async () => {
  world.meddle(undefined);
  await cluster.simulator.stop();
});
afterAll(() => world.stop(), 60_000);

/** What DELETE with force does, at the moment when the operation first comes to a state. */
async function forceAt(bench: Bench, name: string, kind: 'cluster' | 'location') {
  const { catalog, ledger } = world.plane.services;
  cluster = await startCluster(world.plane);
  await createShop(cluster, CLAIMS);
  const subject = await bench.subject(world, cluster);
  const before = takeInventory(cluster.simulator);
  const what = kind === 'cluster' ? cluster.ref.name : world.location.name;
  const { step } = taskState(bench.machine, name);
  let struck = false;
  world.meddle(async (turn) => {
    if (turn.step === step && !struck) {
      struck = true;
      await catalog.addUse({ kind, name: what }, { kind: subject.kind, name: turn.operationId });
      const evict = evictUsers(
        { ledger, removeSchedule: async () => false, onEnd: () => undefined },
        `ann, who removed ${kind} ${what} by force`,
      );
      await catalog.remove(kind, what, undefined, { by: 'ann', evict });
    }
    return await turn.next();
  });
  const operationId = await world.start(subject, cluster);
  const ended = await world.ended(operationId);
  await world.plane.clock.advance(QUIET_MS);
  const operation = (await ledger.readOperation(operationId)) ?? ended;
  return { before, struck, operation };
}

async function expectOver({ operationId, residuals, phase, error }: Operation): Promise<void> {
  const { ledger } = world.plane.services;
  const { items } = await ledger.readEvents(operationId);
  const endings = items.filter(({ type }) => /^[A-Z][a-z]+(Succeeded|Failed|Cancelled)$/.test(type));
  expect(endings).toHaveLength(1);
  expect({ residuals, hasError: error !== undefined }).toEqual({ residuals: [], hasError: phase !== 'Succeeded' });
  expect(await ledger.listIncomplete()).not.toContain(operationId);
}

/** As somebody registers the same cluster again, under the same identities. */
async function registerAgain(): Promise<void> {
  const { catalog, clock } = world.plane.services;
  const { removed: _, ...item } =
    (await catalog.readRemoved('cluster', cluster.ref.name)) ?? expect.fail('no tombstone');
  await catalog.create({ ...item, uid: clock.uuid(), name: `${item.name}-again` });
}

/** Of all states, those after which something else is left behind. */
const cases = [
  {
    bench: BACKUP,
    names: ['PlanBackup', 'CreateSnapshots', 'AdoptSnapshots', 'CheckOffloads', 'SealBackup', 'CleanUp'],
  },
  { bench: RESTORE, names: ['CheckRestores', 'HandOverVolumes', 'CleanUp'] },
  { bench: VALIDATION, names: ['CheckValidation'] },
].flatMap(({ bench, names }) => names.map((name) => ({ bench, name, machine: bench.machine })));

describe('a cluster that is removed by force', () => {
  it.each(cases)('ends $machine in $name without it, and is cleaned once it is registered again', async (given) => {
    const { before, operation, struck } = await forceAt(given.bench, given.name, 'cluster');

    expect(struck).toBe(true);
    await expectOver(operation);
    await registerAgain();
    await removeOrphans(world.plane.services)();
    await world.plane.clock.advance(QUIET_MS);
    const kept = (await world.plane.services.ledger.readVolumes(operation.operationId)).filter(
      ({ localCopy }) => localCopy?.keptFor,
    );
    const { added, volumes } = compareInventories(before, takeInventory(cluster.simulator));
    const brought = given.machine === 'restore' ? added.filter((name) => !name.includes('sf-')) : [];
    expect(added.filter((name) => !brought.includes(name))).toHaveLength(kept.length * 2);
    if (given.machine !== 'restore') expect(volumes).toEqual([]);
  });
});

describe('a location that is removed by force', () => {
  it.each(cases)('ends $machine in $name without it, and leaves nothing on the cluster', async (given) => {
    try {
      const { before, operation, struck } = await forceAt(given.bench, given.name, 'location');

      expect(struck).toBe(true);
      await expectOver(operation);
      const volumes = await world.plane.services.ledger.readVolumes(operation.operationId);
      const kept = volumes.filter(({ localCopy }) => localCopy?.keptFor);
      const { added } = compareInventories(before, takeInventory(cluster.simulator));
      expect(added.filter((name) => name.includes('sf-'))).toHaveLength(kept.length * 2);
    } finally {
      await createLocation(world.plane);
    }
  });
});
