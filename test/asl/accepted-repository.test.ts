import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { keepTokenOf } from '../../functions/domain/location/maintenance.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { POLLS_PER_EXECUTION } from '../../functions/domain/operation/step-result.ts';
import { BACKUP, MAINTENANCE } from './harness/benches.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { said } from './harness/kopia.ts';
import type { Subject } from './harness/subject.ts';
import { startWorld, type World } from './harness/world.ts';

const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);
const LOOKED = { bytesBefore: 2, bytesAfter: 2, snapshots: 1, removedSnapshots: 0, checked: 'full', damaged: [] };

let world: World;
let cluster: AslCluster;
let maintenance: Subject;
/** Which repository lies at the location, and whether the key fits it. */
let lying: string;
let opens: boolean;
/** Which one the last mover was told that was made. */
let told: string | undefined;

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
  lying = NEW;
  opens = true;
  cluster.kopia.fail = undefined;
  await world.plane.clock.advance(60_000);
});

/** kopia as the movers' script has it: another repository than the one that was made is left alone. */
function look(found: Record<string, unknown> = {}): void {
  cluster.kopia.fail = (action, { SF_REPOSITORY_ID: made = '' }) => {
    if (action !== 'maintain' && action !== 'snapshot') return undefined;
    told = made;
    if (!opens) return said(1, { action, failed: 'connect', exit: 1, said: 'invalid repository password' });
    if (made !== '' && made !== lying) {
      const words = `the repository that lies there is ${lying.slice(0, 16)}, and ${made.slice(0, 16)} was made`;
      return said(1, { action, failed: 'identify', exit: 1, said: words });
    }
    if (action === 'snapshot') return undefined;
    return said(0, { action, ...LOOKED, repositoryId: lying, ...found });
  };
}

async function backUp(): Promise<Operation> {
  look();
  return await world.run(await BACKUP.subject(world, cluster), cluster);
}

async function maintain(found: Record<string, unknown> = {}, spec = {}, more = {}): Promise<Operation> {
  look(found);
  const subject = { ...maintenance, spec: { ...maintenance.spec, ...spec }, more };
  return await world.run(subject, cluster);
}

const ACCEPT = { acceptRepositories: true };
const repository = () => ({
  locationUid: world.location.uid,
  clusterId: cluster.ref.clusterId,
  namespace: SHOP,
});
const row = async () => await world.plane.services.repositories.read(repository());
const read = async ({ operationId }: Operation) => await world.plane.services.ledger.readOperation(operationId);

async function tokenOf({ operationId }: Operation): Promise<string> {
  const [volume] = await world.plane.services.ledger.readVolumes(operationId);
  return keepTokenOf(volume?.result?.kopiaId ?? '');
}

async function eventsIn({ operationId }: Operation, type: string) {
  const { items } = await world.plane.services.ledger.readEvents(operationId);
  return items.filter((event) => event.type === type).map(({ details }) => details);
}

/** A backup in the old repository, one in that which was made instead, and the old one put back. */
async function putBack(): Promise<{ before: Operation; between: Operation }> {
  lying = OLD;
  await world.plane.services.repositories.note(repository(), { repositoryId: OLD });
  const before = await backUp();
  lying = NEW;
  await world.plane.services.repositories.recordCreated(repository(), NEW);
  const between = await backUp();
  lying = OLD;
  return { before, between };
}

it.each([
  ['in one execution', {}],
  ['handed over to another execution', { polls: POLLS_PER_EXECUTION - 4 }],
])('a repository that was put back is the one that counts once it was accepted, %s', async (_, more) => {
  const { before, between } = await putBack();
  const where = `${cluster.ref.clusterId}/${SHOP}`;
  const damaged = [await tokenOf(between)];

  const refused = await maintain();
  const marked = await Promise.all([before, between].map(read));
  const known = await row();
  const accepted = await maintain({ damaged }, ACCEPT, more);
  const [whole, lost] = await Promise.all([before, between].map(read));
  const anew = await row();
  const again = await maintain({ damaged }, ACCEPT);
  const next = await backUp();

  expect(refused.findings).toMatchObject([{ code: 'repository.mismatch', repository: where }]);
  expect(marked.map((one) => one?.damagedAt !== undefined)).toEqual([true, true]);
  expect(known).toMatchObject({ repositoryId: NEW, lastSaved: [expect.stringContaining(between.operationId)] });
  expect(accepted).toMatchObject({ phase: 'Succeeded', counts: { maintained: 1 }, findings: [] });
  expect(await eventsIn(accepted, 'RepositoryAccepted')).toEqual([{ repository: where, was: NEW, is: OLD }]);
  expect(await eventsIn(accepted, 'BackupsHealed')).toMatchObject([
    { repository: where, backups: expect.arrayContaining([before.operationId]) },
  ]);
  expect(whole).not.toHaveProperty('damagedAt');
  expect(lost?.damagedAt).toBeDefined();
  expect(anew).toMatchObject({ repositoryId: OLD, doubted: damaged });
  expect(anew).not.toHaveProperty('lastSaved');
  expect(anew).not.toHaveProperty('unopenedAt');
  expect(await world.findings()).toBeUndefined();
  expect(await eventsIn(again, 'RepositoryAccepted')).toEqual([]);
  expect(next.phase).toBe('Succeeded');
  expect([told, await read(next)]).toEqual([OLD, expect.not.objectContaining({ damagedAt: expect.anything() })]);
});

it('backups that a maintenance had found damaged in the other repository are healed by an acceptance, too', async () => {
  const { before, between } = await putBack();
  lying = NEW;
  const lost = await tokenOf(before);
  await maintain({ damaged: [lost] });
  const marked = await read(before);
  lying = OLD;

  await maintain({ damaged: [await tokenOf(between)] }, ACCEPT);

  expect(marked?.damagedAt).toBeDefined();
  expect(await read(before)).not.toHaveProperty('damagedAt');
  expect((await read(between))?.damagedAt).toBeDefined();
});

it('what does not open with the password of its place is not accepted, and nothing changes', async () => {
  const { before } = await putBack();
  const known = await row();
  opens = false;

  const ended = await maintain({}, ACCEPT);

  expect(ended.findings).toMatchObject([{ code: 'repository.mismatch' }]);
  expect(await eventsIn(ended, 'RepositoryAccepted')).toEqual([]);
  expect(await row()).toMatchObject({ repositoryId: NEW, lastSaved: known?.lastSaved });
  expect((await read(before))?.damagedAt).toBeDefined();
});
