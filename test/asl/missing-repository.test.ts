import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { isOfData } from '../../functions/domain/transfer/transfer.ts';
import { applyObjects } from '../../simulator/apply.ts';
import type { KubeObject } from '../../simulator/objects.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { said } from './harness/kopia.ts';
import { backupOf } from './harness/subject.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

const MINUTE = 60_000;
const CLAIMS = 2;
const STORE = 'store';

let world: World;
let cluster: AslCluster;
/** Movers that began, as `snapshot shop`. */
let began: string[];
/** How many uploads of the shop are to fail. */
let failing: number;

beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(async () => await world.stop());

/** Two namespaces, of which one has its repository. */
beforeEach(async () => {
  cluster = await startCluster(world.plane);
  await createShop(cluster, CLAIMS);
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  applyObjects(cluster.simulator.simulation, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: STORE } },
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: STORE }, spec },
  ]);
  await cluster.simulator.settled();
  await world.run(backupOf(backupSpec()), cluster);
  [began, failing] = [[], 0];
  cluster.kopia.fail = (action, { SF_PREFIX = '' }) => {
    const namespace = SF_PREFIX.includes(STORE) ? STORE : SHOP;
    began.push(`${action} ${namespace}`);
    if (action !== 'snapshot' || namespace !== SHOP || failing === 0) return undefined;
    failing -= 1;
    return said(1, { action, failed: 'snapshot', exit: 1, said: 'no space left on device' });
  };
  return async () => await cluster.simulator.stop();
}, 60_000);

async function start(moverLimit: number): Promise<string> {
  const selection = { kind: 'namespaces' as const, namespaces: [SHOP, STORE] };
  return await world.start(backupOf(backupSpec({ moverLimit, volumesPerMover: 1 }, { selection })), cluster);
}

/** Another backup makes the repository of the store, and takes its time. */
async function holdStore(minutes: number): Promise<void> {
  const { leases, locations } = world.plane.services;
  const { locationUid } = await locations.open(world.location);
  const name = `repository#${locationUid}#${cluster.ref.clusterId}#${STORE}`;
  expect(await leases.acquire(name, 'another backup', minutes * 60)).toBeDefined();
}

async function phasesOf(operationId: string) {
  const { ledger } = world.plane.services;
  const operation = await ledger.readOperation(operationId);
  const { transfers } = await ledger.readTransfers(operation as Operation);
  const phases = transfers.filter(isOfData).map(({ phase, repository }) => `${repository.namespace} ${phase}`);
  return phases.toSorted();
}

it.each([1, 2, 4])(
  'uploads are followed and tried again while another repository is missing; limit %i',
  async (limit) => {
    await holdStore(20);
    failing = 2;
    const operationId = await start(limit);

    await world.plane.clock.advance(8 * MINUTE);
    const meanwhile = await phasesOf(operationId);
    const ended = await world.ended(operationId);

    expect(meanwhile).toEqual(['shop Succeeded', 'shop Succeeded', 'store Pending']);
    const { items } = await world.plane.services.ledger.readEvents(operationId);
    expect(items.filter(({ type }) => type === 'OffloadRetried')).toHaveLength(2);
    expect(ended).toMatchObject({ phase: 'Succeeded', counts: { moved: CLAIMS + 1 } });
    expect(began.slice(-2)).toEqual([`create-repository ${STORE}`, `snapshot ${STORE}`]);
    const { stages = [], polls } = ended;
    expect(stages.find(({ state }) => state === 'LaunchOffloads')?.visits).toBeLessThan(10);
    expect(polls).toBeLessThan(150);
  },
);

it('the claims of the first uploads are there before the repository that they wait for', async () => {
  const { objects } = cluster.simulator;
  const claims: string[][] = [];
  const { fail } = cluster.kopia;
  cluster.kopia.fail = (action, environment) => {
    const own = objects.list('persistentvolumeclaims').filter(({ metadata }) => metadata.namespace === 'snapferry');
    claims.push([action, ...own.map(({ metadata }) => metadata.name)]);
    return fail?.(action, environment);
  };
  await holdStore(2);
  const selection = { kind: 'namespaces' as const, namespaces: [STORE] };

  const ended = await world.run(backupOf(backupSpec({}, { selection })), cluster);

  const claim = expect.stringMatching(/^sf-bk-.*-1$/);
  expect(claims).toEqual([
    ['create-repository', claim],
    ['snapshot', claims[0]?.[1]],
  ]);
  expect(ended.residuals).toEqual([]);
});

it('an upload that fails for good fails the backup while another repository is missing', async () => {
  await holdStore(600);
  failing = 100;
  const began = world.plane.clock.now();

  const ended = await world.ended(await start(4));

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'mover.failed', stage: 'CheckOffloads' } });
  expect(world.plane.clock.now() - began).toBeLessThan(15 * MINUTE);
});

it.each([1, 2])(
  'the next slot is that of a repository that is missing, before that of an upload; limit %i',
  async (limit) => {
    await holdStore(2);
    cluster.kopia.afterMs = 5 * MINUTE;

    const ended = await world.ended(await start(limit));

    expect(ended.phase).toBe('Succeeded');
    expect(began.slice(0, 2)).toEqual([`snapshot ${SHOP}`, `create-repository ${STORE}`]);
    expect(began).toHaveLength(CLAIMS + 2);
  },
);

it.each([
  ['for five minutes is waited for', 5, { phase: 'Succeeded' }],
  ['for two hours fails the backup', 120, { phase: 'Failed', error: { code: 'repository.failed' } }],
])('a Job that failed to make a repository, long after the first upload, and stays %s', async (_, minutes, end) => {
  await holdStore(60);
  cluster.kopia.afterMs = 300 * MINUTE;
  const { clock } = world.plane;
  const { simulation, objects } = cluster.simulator;
  const isCreation = (job: KubeObject) => JSON.stringify(job).includes('create-repository');
  const holdJobs = (finalizers: string[]) => {
    for (const job of objects.list('jobs.batch').filter(isCreation)) {
      const key = `${job.metadata.namespace}/${job.metadata.name}`;
      simulation.store.modify('jobs.batch', key, ({ metadata }) => (metadata.finalizers = finalizers));
    }
  };
  const { fail } = cluster.kopia;
  let failed = 0;
  cluster.kopia.fail = (action, environment) => {
    if (action !== 'create-repository' || failed === 1) return fail?.(action, environment);
    failed = 1;
    holdJobs(['example.com/stays']);
    clock.detached(() => void clock.timer(minutes * MINUTE).then(() => holdJobs([])));
    return { exitCode: 1 };
  };

  const ended = await world.ended(await start(4));

  expect(failed).toBe(1);
  expect(ended).toMatchObject(end);
});
