import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { MARKER, MAX_OF_SEAL, repositoryPath, sealPath } from '../../functions/domain/location/location-layout.ts';
import type { LocationStatus } from '../../functions/domain/location/location-spec.ts';
import { keepTokenOfRun } from '../../functions/domain/location/maintenance.ts';
import { eventsOf } from '../../functions/domain/notification/notification.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { ObjectStore } from '../../functions/services/location/location.ts';
import { MAINTENANCE } from './harness/benches.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { said } from './harness/kopia.ts';
import type { Subject } from './harness/subject.ts';
import { startWorld, type World } from './harness/world.ts';

let world: World;
let cluster: AslCluster;
let subject: Subject;
let store: ObjectStore;
let backup: string;
let seal: string;
let orphan: string;

beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await createShop(cluster, 1);
  subject = await MAINTENANCE.subject(world, cluster);
  store = world.plane.bucket;
  const { items } = await world.plane.services.ledger.listOperations({ kind: 'backup' });
  backup = items[0]?.operationId ?? '';
  seal = sealPath({ clusterId: cluster.ref.clusterId, backupId: backup });
}, 120_000);

afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
});

beforeEach(async () => {
  cluster.kopia.fail = undefined;
  await subject.reset?.(cluster);
  const { keys } = await store.list('backups/');
  orphan = keys.find(({ key }) => key.endsWith('/9-0000000000000000'))?.key ?? '';
  await world.plane.clock.advance(60_000);
});

async function maintain(): Promise<Operation> {
  return await world.run(subject, cluster);
}

async function read(id = backup): Promise<Operation | undefined> {
  return await world.plane.services.ledger.readOperation(id);
}

/** The store of these tests lives by another clock than the control plane: what is there counts as not read yet. */
async function agree(): Promise<void> {
  const { name, uid } = world.location;
  await world.plane.services.catalog.writeStatus('location', name, uid, { partsReadAt: '2026-01-01T00:00:00.000Z' });
}

async function findingsNow(): Promise<LocationStatus['findings']> {
  const item = await world.plane.services.catalog.read('location', world.location.name);
  return ((item?.status ?? {}) as LocationStatus).findings;
}

async function eventTypesOf({ operationId }: Operation): Promise<string[]> {
  const { items } = await world.plane.services.ledger.readEvents(operationId);
  return items.map(({ type }) => type);
}

async function bodyOf(key: string): Promise<Uint8Array> {
  const body = await store.get(key);
  if (!body) throw new Error(`${key} is not there`);
  return body;
}

it('is done by one operation at a time: another one is skipped', async () => {
  const [first, second] = [await world.start(subject, cluster), await world.start(subject, cluster)];

  const phases = [(await world.ended(first)).phase, (await world.ended(second)).phase];

  expect(phases).toEqual(['Succeeded', 'Skipped']);
  expect((await maintain()).phase).toBe('Succeeded');
});

it('is skipped while the same place is maintained under another name', async () => {
  const { catalog, locations } = world.plane.services;
  const attic = await catalog.read('location', world.location.name);
  if (!attic) throw new Error('no location');
  const loft = { name: 'loft', uid: 'uid-of-loft' };
  await catalog.create({ ...attic, ...loft, status: {} });
  const { locationUid } = await locations.claim(loft, 'the same place');
  await catalog.writeStatus('location', loft.name, loft.uid, { locationUid });
  const other = { ...subject, more: { refs: { cluster: cluster.ref, locations: [loft] } } };
  const [first, second] = [await world.start(subject, cluster), await world.start(other, cluster)];

  const phases = [(await world.ended(first)).phase, (await world.ended(second)).phase];
  await catalog.remove('location', loft.name);

  expect(locationUid).toBe(world.location.uid);
  expect(phases).toEqual(['Succeeded', 'Skipped']);
});

it('says what it did, and when, to the location and to the catalogue', async () => {
  const { phase, counts, maintained, operationId } = await maintain();

  expect({ phase, counts }).toMatchObject({
    phase: 'Succeeded',
    counts: { orphans: 1, orphanBytes: 10, maintained: 1 },
  });
  expect(maintained).toMatchObject([
    { namespace: SHOP, full: true, phase: 'Done', bytesBefore: 8192, bytesAfter: 4096 },
  ]);
  const { catalog, repositories } = world.plane.services;
  const item = await catalog.read('location', world.location.name);
  expect(item?.status.maintenance).toMatchObject({ operationId, phase: 'Succeeded' });
  expect(item?.status.maintenance?.bytes).toBeGreaterThan(0);
  const [row] = await repositories.list(world.location.uid);
  expect(row?.fullyMaintainedAt).toBeDefined();
});

it('keeps the data of a backup that has lost its seal, says so, and takes it back', async () => {
  const body = await bodyOf(seal);
  const parts = (await store.list(`${seal.slice(0, -'backup.json'.length)}resources/`)).keys.length;
  let kept = '';
  cluster.kopia.fail = (_, environment) => {
    kept = environment.SF_KEEP_0 ?? '';
    return undefined;
  };
  await store.delete(seal);

  const lost = await maintain();
  const whileLost = await read();
  const findings = await findingsNow();
  const again = await maintain();
  await store.put(seal, body);
  const back = await maintain();

  expect(lost).toMatchObject({ phase: 'Succeeded', newFindings: 1 });
  expect(lost.warnings).toEqual([`without their seal: ${backup}`, expect.stringContaining(`${seal} is not there`)]);
  expect(eventsOf(lost)).toEqual(['location.finding']);
  expect(await eventTypesOf(lost)).toContain('SealMissing');
  expect(findings).toMatchObject([{ code: 'seal.not_found', clusterId: cluster.ref.clusterId, backupId: backup }]);
  expect([again.findings?.length, again.newFindings, eventsOf(again)]).toEqual([1, 0, []]);
  expect([back.findings, await findingsNow()]).toEqual([[], undefined]);
  expect(whileLost?.copyLostAt).toBeDefined();
  expect(kept).not.toBe('');
  expect((await store.list(`${seal.slice(0, -'backup.json'.length)}resources/`)).keys.length).toBe(parts - 1);
  expect((await read())?.copyLostAt).toBeUndefined();
  const { items } = await world.plane.services.ledger.readEvents(backup);
  expect(items.map(({ type }) => type).filter((type) => type.startsWith('Copy'))).toEqual(['CopyLost', 'CopyFound']);
});

it('finds the backup of a manifest part that is gone, says so, and takes it back with the part', async () => {
  const folder = `${seal.slice(0, -'backup.json'.length)}resources/`;
  const [part] = (await store.list(folder)).keys;
  const key = part?.key ?? '';
  const body = await bodyOf(key);
  await store.delete(key);

  const lost = await maintain();
  const whileLost = await read();
  await store.put(key, body);
  await maintain();

  expect(lost.findings).toMatchObject([{ code: 'part.not_found', backupId: backup }]);
  expect(lost.findings?.[0]?.message).toContain(key);
  expect(await eventTypesOf(lost)).toContain('PartMissing');
  expect(whileLost?.copyLostAt).toBeDefined();
  expect((await read())?.copyLostAt).toBeUndefined();
});

it.each([
  ['is cut', (body: Uint8Array) => body.subarray(0, body.length - 1), 'another size'],
  [
    'has one bit flipped, and its size',
    (body: Uint8Array) => body.map((byte, n) => (n === body.length >> 1 ? byte ^ 1 : byte)),
    'it is not the part that was sealed',
  ],
  [
    'has another tag',
    (body: Uint8Array) => body.map((byte, n) => (n === body.length - 1 ? byte ^ 1 : byte)),
    'altered',
  ],
])('finds the backup of a manifest part that %s, goes on saying so, and takes it back', async (_, spoil, why) => {
  await maintain();
  const [part] = (await store.list(`${seal.slice(0, -'backup.json'.length)}resources/`)).keys.filter(
    ({ key }) => key !== orphan,
  );
  const key = part?.key ?? '';
  const body = await bodyOf(key);
  await store.put(key, spoil(body));
  await agree();

  const lost = await maintain();
  const whileLost = await read();
  await world.plane.clock.advance(2 * 3_600_000);
  const again = await maintain();
  const still = await read();
  await store.put(key, body);
  await maintain();

  expect(lost.findings).toMatchObject([{ code: 'part.invalid', backupId: backup }]);
  expect(lost.findings?.[0]?.message).toContain(key);
  expect(lost.findings?.[0]?.message).toContain(why);
  expect(eventsOf(lost)).toEqual(['location.finding']);
  expect(lost.warnings[0]).toBe(`their copy at the location cannot be restored: ${backup}`);
  expect(lost.warnings.join()).not.toContain('without their seal');
  expect(await eventTypesOf(lost)).toContain('PartUnreadable');
  expect([again.findings?.length, again.newFindings, still?.copyLostAt]).toEqual([1, 0, whileLost?.copyLostAt]);
  expect(whileLost?.copyLostAt).toBeDefined();
  expect((await read())?.copyLostAt).toBeUndefined();
});

it('keeps what an altered seal may speak of, says so of its backup, and prunes all the same', async () => {
  const body = await bodyOf(seal);
  let told: Record<string, string> = {};
  cluster.kopia.fail = (_, environment) => {
    told = environment;
    return undefined;
  };
  await store.put(seal, Buffer.from(Buffer.from(body).toString().replace('"format":1', '"format":2')));

  const { phase, warnings } = await maintain();
  const { SF_PRUNE_BEFORE: prunesBefore, SF_KEEP_0: kept = '' } = told;
  const whileAltered = await read();
  await store.put(seal, body);
  await maintain();

  expect(phase).toBe('Succeeded');
  expect(prunesBefore).not.toBe('');
  expect(kept.split(' ')).toContain(keepTokenOfRun(backup));
  expect(warnings.join()).toContain('its HMAC does not fit');
  expect(whileAltered?.copyLostAt).toBeDefined();
  expect((await read())?.copyLostAt).toBeUndefined();
});

it('a seal that somebody planted stops nothing, and is told once: on the location, as an event, to receivers', async () => {
  const planted = [`bk-${'x'.repeat(26)}`, `bk-${'y'.repeat(26)}`].map((backupId) => ({
    backupId,
    clusterId: cluster.ref.clusterId,
  }));
  let told: Record<string, string> = {};
  cluster.kopia.fail = (_, environment) => {
    told = environment;
    return undefined;
  };
  const [garbage, huge] = planted.map(sealPath);
  await store.put(garbage ?? '', Buffer.from('garbage'));
  await store.put(huge ?? '', new Uint8Array(MAX_OF_SEAL + 1));

  const first = await maintain();
  const { SF_PRUNE_BEFORE: prunesBefore, SF_KEEP_0: kept = '' } = told;
  const { catalog, ledger } = world.plane.services;
  const whileThere = (await catalog.read('location', world.location.name))?.status as LocationStatus;
  const second = await maintain();
  for (const key of [garbage, huge]) await store.delete(key ?? '');
  const third = await maintain();
  const afterwards = (await catalog.read('location', world.location.name))?.status as LocationStatus;

  expect(first).toMatchObject({ phase: 'Succeeded', newFindings: 2 });
  expect(eventsOf(first)).toEqual(['location.finding']);
  expect(prunesBefore).not.toBe('');
  expect(kept.split(' ')).toEqual(expect.arrayContaining(planted.map(({ backupId }) => keepTokenOfRun(backupId))));
  expect(whileThere.findings?.map(({ code, backupId }) => [code, backupId])).toEqual([
    ['seal.invalid', planted[0]?.backupId],
    ['object.too_large', planted[1]?.backupId],
  ]);
  const { items } = await ledger.readEvents(first.operationId);
  expect(items.filter(({ type }) => type === 'SealUnreadable')).toHaveLength(2);
  expect(await store.get(orphan)).toBeUndefined();
  expect([second.newFindings, eventsOf(second)]).toEqual([0, []]);
  expect([third.newFindings, afterwards.findings]).toEqual([0, undefined]);
});

it('forgets the finding of a missing seal with its backup', async () => {
  const { ledger } = world.plane.services;
  const body = await bodyOf(seal);
  await store.delete(seal);

  await maintain();
  const whileLost = await findingsNow();
  const deletion = { operationId: 'dl-1', at: '2026-11-23T08:00:00.000Z', by: 'ann', because: 'ann' };
  await ledger.updateEnded(backup, { phase: 'Deleting', deletion: { ...deletion, from: 'Succeeded' } });
  await maintain();
  const afterwards = await findingsNow();
  await ledger.updateEnded(backup, { phase: 'Succeeded', deletion: undefined });
  await store.put(seal, body);
  await maintain();

  expect(whileLost).toMatchObject([{ code: 'seal.not_found' }]);
  expect(afterwards).toBeUndefined();
  expect((await read())?.copyLostAt).toBeUndefined();
});

it('of a bucket that was emptied makes the location Invalid, and says which backups are lost', async () => {
  const { keys } = await store.list('');
  const bodies = await Promise.all(keys.map(async ({ key }) => ({ key, body: await bodyOf(key) })));
  for (const { key } of keys) await store.delete(key);

  const ended = await maintain();
  const item = await world.plane.services.catalog.read('location', world.location.name);
  const lost = await read();
  for (const { key, body } of bodies) await store.put(key, body);

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'location.marker_not_found' } });
  expect(item?.status.validated).toMatchObject({ reason: { code: 'location.marker_not_found' } });
  expect(lost?.copyLostAt).toBeDefined();
  expect(await maintain()).toMatchObject({ phase: 'Succeeded' });
  expect((await read())?.copyLostAt).toBeUndefined();
});

it('of another installation touches nothing', async () => {
  const body = await bodyOf(MARKER);
  const foreign = { ...JSON.parse(Buffer.from(body).toString()), installationId: 'somebodyel' };
  await store.put(MARKER, Buffer.from(JSON.stringify(foreign)));

  const ended = await maintain();
  await store.put(MARKER, body);

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'location.owned_by_other_installation' } });
  expect(await store.get(orphan)).toBeDefined();
});

it('goes on with the other repositories when one fails, and names it', async () => {
  const other = `${repositoryPath(cluster.ref.clusterId, 'other')}kopia.repository`;
  await store.put(other, Buffer.from('found there'));
  cluster.kopia.fail = (_, { SF_PREFIX: prefix }) =>
    prefix?.endsWith('/other/') ? said(1, { action: 'maintain', failed: 'connect', exit: 1, said: 'no' }) : undefined;

  const ended = await maintain();
  await store.delete(other);

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'repository.failed' }, counts: { maintained: 1 } });
  expect(ended.maintained).toMatchObject([
    { namespace: 'other', phase: 'Failed' },
    { namespace: SHOP, phase: 'Done' },
  ]);
  expect(ended.warnings.join()).toContain('/other: ');
});

it('forgets a repository of which nothing is left, so that the next backup makes it anew', async () => {
  const { repositories } = world.plane.services;
  const gone = { locationUid: world.location.uid, clusterId: cluster.ref.clusterId, namespace: 'gone' };
  await repositories.recordCreated(gone);

  const { phase, warnings } = await maintain();

  expect(phase).toBe('Succeeded');
  expect(warnings.join()).toContain('/gone/');
  expect(await repositories.exists(gone)).toBe(false);
});
