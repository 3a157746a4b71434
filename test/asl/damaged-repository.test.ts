import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { keepTokenOf } from '../../functions/domain/location/maintenance.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { BACKUP, MAINTENANCE } from './harness/benches.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { said } from './harness/kopia.ts';
import type { Subject } from './harness/subject.ts';
import { startWorld, type World } from './harness/world.ts';

const NOT_WHOLE = { action: 'snapshot', failed: 'verify', exit: 1, said: 'object x is backed by missing blob p1' };
const REPOSITORY = 'a'.repeat(64);

let world: World;
let cluster: AslCluster;
let maintenance: Subject;

beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await createShop(cluster, 1);
  maintenance = await MAINTENANCE.subject(world, cluster);
}, 120_000);

afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
});

beforeEach(async () => {
  cluster.kopia.fail = undefined;
  await world.plane.clock.advance(60_000);
});

async function backUp(): Promise<Operation> {
  return await world.run(await BACKUP.subject(world, cluster), cluster);
}

async function maintain(answer: Record<string, unknown>): Promise<Operation> {
  const looked = { bytesBefore: 2, bytesAfter: 2, snapshots: 1, removedSnapshots: 0, checked: 'full', repaired: false };
  cluster.kopia.fail = (action) => (action === 'maintain' ? said(0, { action, ...looked, ...answer }) : undefined);
  return await world.run(maintenance, cluster);
}

async function read({ operationId }: Operation): Promise<Operation | undefined> {
  return await world.plane.services.ledger.readOperation(operationId);
}

async function tokenOf({ operationId }: Operation): Promise<string> {
  const [volume] = await world.plane.services.ledger.readVolumes(operationId);
  return keepTokenOf(volume?.result?.kopiaId ?? '');
}

async function eventsOf({ operationId }: Operation): Promise<string[]> {
  const { items } = await world.plane.services.ledger.readEvents(operationId);
  return items.map(({ type }) => type).filter((type) => type.startsWith('Copy'));
}

async function detailsOf({ operationId }: Operation, type: string) {
  const { items } = await world.plane.services.ledger.readEvents(operationId);
  return items.filter((event) => event.type === type).map(({ details }) => details);
}

const repository = () => ({
  locationUid: world.location.uid,
  clusterId: cluster.ref.clusterId,
  namespace: SHOP,
});

it('an upload that lacks data in its repository counts once the repository is repaired, by one Job', async () => {
  const uploads: Record<string, string>[] = [];
  cluster.kopia.fail = (action, environment) => {
    if (action !== 'snapshot') return undefined;
    uploads.push(environment);
    return uploads.length === 1 ? said(1, NOT_WHOLE) : undefined;
  };

  const ended = await backUp();

  expect(ended).toMatchObject({ phase: 'Succeeded', counts: { moved: 1 } });
  expect(cluster.kopia.runs['repair-repository']).toBe(1);
  expect(uploads.map(({ SF_REPAIRED_AT }) => SF_REPAIRED_AT !== '')).toEqual([false, true]);
  const row = await world.plane.services.repositories.read(repository());
  expect(row?.repairedAt && row.corruptAt && row.repairedAt > row.corruptAt).toBe(true);
  const where = `${cluster.ref.clusterId}/${SHOP}`;
  expect(await detailsOf(ended, 'RepositoryRepaired')).toEqual([{ repository: where, contents: 1 }]);
});

it('an upload that goes on lacking data fails the backup, and nothing is sealed', async () => {
  cluster.kopia.fail = (action) => (action === 'snapshot' ? said(1, NOT_WHOLE) : undefined);

  const ended = await backUp();

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'repository.corrupt' } });
  expect(await world.plane.services.ledger.readCopies(ended.operationId)).toEqual([]);
});

it('another repository than the one that was made is tried once, and named', async () => {
  let uploads = 0;
  cluster.kopia.fail = (action) => {
    if (action !== 'snapshot') return undefined;
    uploads += 1;
    const words = 'the repository that lies there is 1, and 2 was made';
    return said(1, { action, failed: 'identify', exit: 1, said: words });
  };

  const ended = await backUp();

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'repository.mismatch' } });
  expect(uploads).toBe(1);
});

it('what an upload is told: which repository it is, and which snapshots were sealed there last', async () => {
  const earlier = await backUp();
  await maintain({ damaged: [], repositoryId: REPOSITORY });
  let told: Record<string, string> = {};
  cluster.kopia.fail = (action, environment) => {
    if (action === 'snapshot') told = environment;
    return undefined;
  };

  await backUp();

  expect(told.SF_REPOSITORY_ID).toBe(REPOSITORY);
  expect(told.SF_SEALED?.split(' ')).toContain(await tokenOf(earlier));
});

it('a backup whose data a maintenance does not find says so, its location too, and no longer once it is there', async () => {
  const [damaged, whole] = [await backUp(), await backUp()];
  const token = await tokenOf(damaged);

  const found = await maintain({ damaged: [token], repaired: true, marked: 7 });
  const marked = [await read(damaged), await read(whole)];
  const item = await world.plane.services.catalog.read('location', world.location.name);
  const again = await maintain({ damaged: [token] });
  const quick = await maintain({ damaged: [], checked: 'quick' });
  const still = await read(damaged);
  const healed = await maintain({ damaged: [] });

  const where = `${cluster.ref.clusterId}/${SHOP}`;
  expect(await detailsOf(found, 'RepositoryRepaired')).toEqual([
    { repository: where, contents: 7, damagedSnapshots: 1 },
  ]);
  expect(await detailsOf(healed, 'BackupsHealed')).toEqual([{ repository: where, backups: [damaged.operationId] }]);
  expect(found).toMatchObject({ phase: 'Succeeded', damagedBackups: [damaged.operationId] });
  expect(found.warnings.join()).toContain(`${cluster.ref.clusterId}/${SHOP}: 1 sealed snapshots cannot be restored`);
  expect(marked).toMatchObject([{ damagedVolumes: [expect.stringContaining(`${SHOP}/`)] }, {}]);
  expect(marked.map((one) => one?.damagedAt !== undefined)).toEqual([true, false]);
  expect(item?.status.maintenance).toMatchObject({
    damaged: [{ repository: `${cluster.ref.clusterId}/${SHOP}`, snapshots: 1 }],
  });
  expect([again.damagedBackups, quick.damagedBackups]).toEqual([undefined, undefined]);
  expect(still?.damagedAt).toBe(marked[0]?.damagedAt);
  expect(await read(damaged)).not.toHaveProperty('damagedAt');
  expect(await eventsOf(damaged)).toEqual(['CopyDamaged', 'CopyIntact']);
});

it('a repository that went back in time is noticed by the next upload: what it has lost says so, the new backup counts', async () => {
  const lost = await backUp();
  const token = await tokenOf(lost);
  cluster.kopia.fail = (action, environment) => {
    if (action !== 'snapshot') return undefined;
    const { SF_RUN: run } = environment;
    const id = 'f'.repeat(32);
    const summ = { size: 1, files: 1, symlinks: 0, dirs: 1, numFailed: 0 };
    const manifest = { id, stats: {}, rootEntry: { summ }, tags: { 'tag:run': run } };
    return said(0, { action, uploadedBytes: 1, missing: [token], manifest });
  };

  const next = await backUp();

  expect(next).toMatchObject({ phase: 'Succeeded', damagedBackups: [lost.operationId] });
  expect((await read(lost))?.damagedAt).toBeDefined();
  expect(await eventsOf(lost)).toEqual(['CopyDamaged']);
});

it('a volume with two snapshots, for names that are no UTF-8, is damaged until both are whole', async () => {
  const id = 'c'.repeat(32);
  cluster.kopia.fail = (action, environment) => {
    if (action !== 'snapshot') return undefined;
    const { SF_RUN: run } = environment;
    const summ = { size: 1, files: 1, symlinks: 0, dirs: 1, numFailed: 0 };
    const manifest = { id, stats: {}, rootEntry: { summ }, tags: { 'tag:run': run } };
    const counts = { ignored: 0, files: 1, dirs: 0, symlinks: 0, bytes: 1 };
    const rawNames = { id: 'd'.repeat(32), ...counts, sum: 'e'.repeat(64) };
    return said(0, { action, uploadedBytes: 1, rawNames, manifest });
  };
  const backup = await backUp();

  await maintain({ damaged: ['cccccccc', 'dddddddd'] });
  await maintain({ damaged: ['cccccccc'] });
  const half = await read(backup);
  await maintain({ damaged: [] });

  expect(half?.damagedVolumes).toEqual([expect.stringContaining(`${SHOP}/`)]);
  expect(await read(backup)).not.toHaveProperty('damagedAt');
});
