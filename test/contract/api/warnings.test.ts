import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { backupBody, clusterBody, markValid } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const ENTRY = { id: 'nightly', kind: 'daily', at: '02:30', keep: 7 };
const EXPIRED = { code: 'location.credentials_expired', message: '403 ExpiredToken' };
const NOT_VALID = 'location.not_valid: location attic is not valid from the control plane: 403 ExpiredToken';
const SILENT = { code: 'cluster.unreachable', message: 'c1 did not answer' };

const { world, cluster } = await startShopApi();
beforeAll(async () => {
  await world.call('POST', '/v1/policies', { body: { name: 'p', entries: [ENTRY] } });
  await schedule('shop');
});
beforeEach(async () => {
  await markValid(world, cluster.clusterId);
  await writeStatus('cluster', 'c1', { reason: undefined });
});

async function schedule(name: string) {
  const { name: _, ...backup } = backupBody();
  const { status } = await world.call('POST', '/v1/schedules', { body: { name, policy: 'p', backup } });
  expect(status).toBe(201);
}
async function writeStatus(kind: 'cluster' | 'location', name: string, status: Record<string, unknown>) {
  const item = await world.catalog.read(kind, name);
  await world.catalog.writeStatus(kind, name, item?.uid ?? '', status);
}
async function expire() {
  const item = await world.catalog.read('location', 'attic');
  const look = { observedGeneration: item?.generation, at: world.clock.now().toISOString() };
  await writeStatus('location', 'attic', { validated: { ...look, reason: EXPIRED } });
}
const warningsOf = async (path: string) => (await world.call('GET', path)).body.warnings as string[];

describe('a schedule', () => {
  const paths = ['/v1/schedules/shop', '/v1/policies/p/next-runs?schedule=shop'];

  it.each(paths)('says nothing at %s while all is well', async (path) => {
    expect(await warningsOf(path)).toEqual([]);
  });

  it.each(paths)('says at %s that its location is not valid, and why', async (path) => {
    await expire();

    expect(await warningsOf(path)).toEqual([NOT_VALID]);
  });

  it.each(paths)('says at %s that its cluster did not answer when it was last looked at', async (path) => {
    await writeStatus('cluster', 'c1', { reason: SILENT });

    expect(await warningsOf(path)).toEqual([
      expect.stringMatching(/^cluster\.unreachable: cluster c1, .*: c1 did not answer$/),
    ]);
  });

  it('is spoken of only where it is named: the runs of a policy alone say nothing', async () => {
    await expire();

    expect(await warningsOf('/v1/policies/p/next-runs')).toEqual([]);
  });

  it('is listed with what it says, a page in as many reads as one', async () => {
    await expire();
    for (let n = 0; n < 12; n += 1) {
      await markValid(world, cluster.clusterId);
      await schedule(`more-${n}`);
    }
    await expire();
    const calls = vi.spyOn(world.client.middlewareStack, 'resolve');
    const { body } = await world.call('GET', '/v1/schedules');
    const sent = calls.mock.calls.map(([, context]) => String((context as { commandName?: string }).commandName));
    calls.mockRestore();

    expect(body.items.map(({ warnings }: { warnings: string[] }) => warnings)).toEqual(
      Array.from({ length: 13 }, () => [NOT_VALID]),
    );
    const batch = 'BatchGetItemCommand';
    expect(sent.toSorted()).toEqual([batch, batch, batch, batch, 'QueryCommand']);
  });
});

describe('a backup', () => {
  let id: string;
  beforeAll(async () => {
    await markValid(world, cluster.clusterId);
    id = (await world.call('POST', '/v1/backups', { body: backupBody() })).body.id;
  });

  it('that is not over says what is amiss with its cluster and its location', async () => {
    const well = await warningsOf(`/v1/backups/${id}`);
    await expire();
    await writeStatus('cluster', 'c1', { reason: SILENT });

    const more = (await warningsOf(`/v1/backups/${id}`)).slice(well.length);

    expect(more).toEqual([expect.stringContaining('cluster.unreachable: cluster c1'), NOT_VALID]);
  });

  it('that is good says that its location is not valid, or gone: it is restored from there, whatever its cluster is', async () => {
    await world.ledger.finishOperation({ operationId: id, epoch: 1 }, 'Succeeded', {});
    const well = await warningsOf(`/v1/backups/${id}`);
    await writeStatus('cluster', 'c1', { reason: SILENT });
    const silent = await warningsOf(`/v1/backups/${id}`);
    await expire();
    const expired = await warningsOf(`/v1/backups/${id}`);

    expect(silent).toEqual(well);
    expect(expired).toEqual([...well, NOT_VALID]);
  });

  it('that is not good has nothing to say', async () => {
    const other = await world.call('POST', '/v1/backups', { body: backupBody({ name: 'second' }) });
    await world.ledger.finishOperation({ operationId: other.body.id, epoch: 1 }, 'Failed', {});
    const well = await warningsOf(`/v1/backups/${other.body.id}`);
    await expire();

    expect(await warningsOf(`/v1/backups/${other.body.id}`)).toEqual(well);
  });

  it('whose cluster was registered anew while it had not begun says so', async () => {
    const { body } = await world.call('POST', '/v1/backups', { body: backupBody({ name: 'third' }) });
    await world.call('DELETE', '/v1/clusters/c1?force=true', { headers: { 'if-match': '*' } });
    await world.call('POST', '/v1/clusters', { body: clusterBody(cluster) });

    expect((await warningsOf(`/v1/backups/${body.id}`)).at(-1)).toMatch(/^cluster\.not_found: cluster c1 is gone/);
  });
});

describe('a location', () => {
  it('says which repositories hold snapshots that cannot be restored', async () => {
    const operationId = `mt-${'a'.repeat(26)}`;
    const damaged = [{ repository: 'c-1/shop', snapshots: 3 }];
    const maintenance = { operationId, at: world.clock.now().toISOString(), phase: 'Succeeded', damaged };
    await writeStatus('location', 'attic', { maintenance });

    const { body } = await world.call('GET', '/v1/locations/attic');

    expect(body.maintenance).toEqual(maintenance);
    expect(body.warnings).toContain('c-1/shop: 3 sealed snapshots cannot be restored');
  });
});
