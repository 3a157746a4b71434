import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import { sweep } from '../../../functions/events/sweep.ts';
import { createS3Locations } from '../../../functions/services/location/s3-locations.ts';
import { backupBody, clusterBody, LOCATION, markValid } from '../../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { type ShopCluster, startShopCluster } from '../../support/shop-cluster.ts';

const headers = { 'if-match': '*' };
const RESIDUALS = [{ kind: 'Job', namespace: 'snapferry', name: 'j', reason: 'not gone yet' }];

let world: ApiWorld;
let cluster: ShopCluster;
let running: string;
beforeAll(async () => {
  world = await startApiWorld();
  cluster = await startShopCluster();
});
beforeEach(async () => {
  await world.call('POST', '/v1/clusters', { body: clusterBody(cluster) });
  await world.call('POST', '/v1/locations', { body: { ...LOCATION, recoveryKey: `sfrk1-${'A'.repeat(43)}` } });
  await markValid(world, cluster.clusterId);
  running = (await world.call('POST', '/v1/backups', { body: backupBody() })).body.id;
});
afterAll(async () => {
  await world.stop();
  await cluster.stop();
});

const remove = async (path: string) => await world.call('DELETE', path, { headers });
const read = async (id: string): Promise<Operation> => {
  const operation = await world.ledger.readOperation(id);
  if (!operation) throw new Error(`no ${id}`);
  return operation;
};
/** As its machine does once it sees the cancel. */
async function end(id: string, residuals: Operation['residuals'] = []): Promise<void> {
  const error = { code: 'operation.cancelled' as const, message: 'cancelled' };
  await world.ledger.finishOperation({ operationId: id, epoch: 1 }, 'Cancelled', { error, residuals });
}
/** What the audit trail says of the removals of one thing. */
async function endedWith(target: string): Promise<string[][]> {
  const { body } = await world.call('GET', `/v1/audit?target=${target}`);
  return body.items.flatMap(({ facts }: { facts: { ended?: string[] } }) => (facts.ended ? [facts.ended] : []));
}
async function sweepOnce(): Promise<void> {
  const locations = createS3Locations({ ...world, installationId: world.config.installationId });
  await sweep({ ...world, locations })();
}

describe('a cluster that is in use', () => {
  it('is not removed without force, and says what would make it so', async () => {
    const refused = await remove('/v1/clusters/c1');
    const odd = await remove('/v1/clusters/c1?force=yes');

    expect(refused).toMatchObject({ status: 409, body: { code: 'object.in_use' } });
    expect(refused.body.users).toEqual([{ kind: 'backup', name: running }]);
    expect(refused.body.remedy).toContain('force=true');
    expect(odd).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(await read(running)).not.toHaveProperty('cancelRequestedAt');
    await remove('/v1/clusters/c1?force=true');
  });

  it('goes by force, with its secrets; its operations are cancelled, and it stays as a tombstone', async () => {
    const removed = await remove('/v1/clusters/c1?force=true');

    expect(removed.status).toBe(204);
    expect(await read(running)).toMatchObject({
      cancelRequestedBy: 'ann, who removed cluster c1 by force',
      phase: 'Pending',
    });
    expect(await endedWith('/v1/clusters/c1')).toContainEqual(expect.arrayContaining([`backup ${running}`]));
    expect((await world.call('GET', '/v1/clusters/c1')).status).toBe(404);
    const { catalog, secrets } = await world.readAll();
    expect(catalog.filter((row) => row.includes('use#cluster'))).toEqual([]);
    expect(secrets.filter((name) => name.includes('/clusters/'))).toEqual([]);

    const { body } = await world.call('GET', '/v1/clusters/c1?deleted=true');
    expect(body).toMatchObject({ name: 'c1', clusterId: cluster.clusterId, removed: { by: 'ann', forced: true } });
    expect(JSON.stringify(body)).not.toContain('arn:');
    const { body: list } = await world.call('GET', '/v1/clusters?deleted=true&limit=1');
    expect(list.items).toHaveLength(1);
    expect((await world.call('GET', `/v1/clusters?deleted=true&cursor=${list.nextCursor}`)).status).toBe(200);
    const { body: backups } = await world.call('GET', '/v1/backups?cluster=c1');
    expect(backups.items.map(({ id }: { id: string }) => id)).toContain(running);
  });

  it('may be registered again under its name, and is another thing', async () => {
    await remove('/v1/clusters/c1?force=true');
    const { body: gone } = await world.call('GET', '/v1/clusters/c1?deleted=true');

    const { body: again } = await world.call('POST', '/v1/clusters', { body: clusterBody(cluster) });

    expect(again.uid).not.toBe(gone.uid);
    expect(again.clusterId).toBe(gone.clusterId);
    expect((await world.call('GET', '/v1/clusters/c1')).body).not.toHaveProperty('removed');
    await remove('/v1/clusters/c1');
  });

  it('leaves nothing behind that waits for it: what cannot be cleaned is closed, and the record says so', async () => {
    await remove('/v1/clusters/c1?force=true');
    await end(running, RESIDUALS);
    world.clock.advance(600);

    await sweepOnce();

    const operation = await read(running);
    expect(operation).toMatchObject({ phase: 'Cancelled', residuals: [] });
    expect(operation.warnings.at(-1)).toMatch(/^cluster[.]gone: .*snapferry[.]dev[/]operation=bk-/);
    const { items } = await world.ledger.readEvents(running);
    expect(items.find(({ type }) => type === 'ClusterGone')?.details).toEqual({ residuals: RESIDUALS });
    expect(await world.ledger.listIncomplete()).not.toContain(running);
  });

  it('is cleaned after all when it was registered again meanwhile', async () => {
    await remove('/v1/clusters/c1?force=true');
    await world.call('POST', '/v1/clusters', { body: clusterBody(cluster, { name: 'c1-again' }) });
    await end(running, RESIDUALS);
    world.clock.advance(600);

    await sweepOnce();

    const operation = await read(running);
    expect(operation).toMatchObject({ residuals: [] });
    expect(operation.warnings.join()).not.toContain('ClusterGone');
    await remove('/v1/clusters/c1-again?force=true');
  });

  it('whose API server is gone for good can be removed, although something is left on it', async () => {
    await remove('/v1/clusters/c1?force=true');
    const mortal = await startShopCluster();
    await world.call('POST', '/v1/clusters', { body: clusterBody(mortal, { name: 'mortal' }) });
    await markValid(world, mortal.clusterId);
    const { body } = await world.call('POST', '/v1/backups', { body: backupBody({ cluster: 'mortal' }) });
    await end(body.id, RESIDUALS);
    await mortal.stop();
    world.clock.advance(600);

    await sweepOnce();
    const refused = await remove('/v1/clusters/mortal');
    const removed = await remove('/v1/clusters/mortal?force=true');
    await sweepOnce();

    expect([refused.status, removed.status]).toEqual([409, 204]);
    expect(await read(body.id)).toMatchObject({ residuals: [], phase: 'Cancelled' });
  });
});

describe('a location that is in use', () => {
  it('goes by force, and stays as a tombstone without its secrets', async () => {
    const refused = await remove('/v1/locations/attic');
    const removed = await remove('/v1/locations/attic?force=true');

    expect([refused.status, removed.status]).toEqual([409, 204]);
    expect(await read(running)).toMatchObject({
      cancelRequestedBy: expect.stringContaining('location attic by force'),
    });
    const { body } = await world.call('GET', '/v1/locations/attic?deleted=true');
    expect(body).toMatchObject({ name: 'attic', removed: { by: 'ann', forced: true } });
    expect(JSON.stringify(body)).not.toContain('arn:');
    expect((await world.readAll()).secrets.filter((name) => name.includes('/locations/'))).toEqual([]);
  });

  it('keeps its recovery key from being lost, by force too', async () => {
    await world.call('POST', '/v1/locations', { body: { ...LOCATION, name: 'cellar' } });

    const refused = await remove('/v1/locations/cellar?force=true');

    expect(refused).toMatchObject({ status: 409, body: { code: 'location.recovery_key_unacknowledged' } });
    expect((await world.call('GET', '/v1/locations/cellar')).status).toBe(200);
  });

  it('does not keep a failed backup waiting for its seal', async () => {
    await world.ledger.updateOperation({ operationId: running, epoch: 1 }, { sealSha256: 'ab' });
    await remove('/v1/locations/attic?force=true');
    await end(running, [{ kind: 'Seal', name: 'k', reason: 'the location does not say whether it is there' }]);
    world.clock.advance(600);

    await sweepOnce();

    expect(await read(running)).toMatchObject({ residuals: [] });
  });
});

describe('what schedules rely on', () => {
  const { name: _, cluster: __, locations: ___, ...rest } = backupBody();
  const backup = { ...rest, cluster: 'c1', locations: ['attic'] };
  const fired = async () => await world.schedules.list();
  async function scheduled(): Promise<void> {
    world.clock.advance(1);
    const policy = { name: 'nightly', timeZone: 'UTC', entries: [{ id: 'n', kind: 'daily', at: '02:00', keep: 3 }] };
    await world.call('POST', '/v1/policies', { body: policy });
    const { status, body } = await world.call('POST', '/v1/schedules', {
      body: { name: 'shop-nightly', policy: 'nightly', backup },
    });
    expect({ status, detail: body.detail }).toEqual({ status: 201, detail: undefined });
    expect(await fired()).toHaveLength(1);
  }

  it.each(['/v1/clusters/c1', '/v1/locations/attic', '/v1/policies/nightly'])(
    'is not removed without force; by force %s goes, and no schedule is left behind',
    async (path) => {
      await scheduled();

      const refused = await remove(path);
      const removed = await remove(`${path}?force=true`);

      expect(refused).toMatchObject({ status: 409, body: { code: 'object.in_use' } });
      expect(refused.body.users).toContainEqual({ kind: 'schedule', name: 'shop-nightly' });
      expect(removed.status).toBe(204);
      expect((await world.call('GET', '/v1/schedules')).body.items).toEqual([]);
      expect(await fired()).toEqual([]);
      const { catalog } = await world.readAll();
      expect(catalog.filter((row) => row.includes('schedule#shop-nightly') && row.includes('use#'))).toEqual([]);
      const begun = await read(running);
      expect(begun.cancelRequestedBy === undefined).toBe(path.startsWith('/v1/policies'));
      expect((await world.call('GET', `${path}?deleted=true`)).body.removed).toMatchObject({ by: 'ann', forced: true });
      const ended = path.startsWith('/v1/policies') ? [] : [`backup ${running}`];
      expect(await endedWith(path)).toContainEqual(expect.arrayContaining(['schedule shop-nightly', ...ended]));
      expect((await world.call('GET', '/v1/audit?target=shop-nightly')).body.items).toContainEqual(
        expect.objectContaining({ target: path, status: 204, facts: expect.objectContaining({ force: true }) }),
      );
      await remove('/v1/policies/nightly');
    },
  );
});
