import { beforeEach, describe, expect, it } from 'vitest';
import { finishValidation } from '../../../functions/validate-location/finish-validation.ts';
import { clusterBody, LOCATION, markValid } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';
import { startShopCluster } from '../../support/shop-cluster.ts';

const ANY = { 'if-match': '*' };
const { name: _, ...BODY } = LOCATION;

const { world, cluster } = await startShopApi();
beforeEach(async () => await markValid(world, cluster.clusterId));

const change = async (headers: Record<string, string> = ANY) =>
  await world.call('PUT', '/v1/locations/attic', { body: BODY, headers });
const changeCluster = async () => await world.call('PUT', '/v1/clusters/c1', { body: {}, headers: ANY });
const read = async (path: string) => (await world.call('GET', path)).body;
const count = async () => (await read('/v1/operations?kind=validation')).items.length as number;
const failFromCluster = async () => {
  const item = await world.catalog.read('location', 'attic');
  const look = { observedGeneration: item?.generation ?? 0, at: world.clock.now().toISOString() };
  const reason = { code: 'cluster.unreachable', message: 'c1 did not answer' };
  const clusters = { [cluster.clusterId]: { ...look, reason } };
  await world.catalog.writeStatus('location', 'attic', item?.uid ?? '', { clusters });
};

describe('a location that is changed', () => {
  it('is validated at once, from each cluster that has looked at it before', async () => {
    const { status, headers, body } = await change();

    expect({ status, state: body.state }).toEqual({ status: 200, state: 'NotValidated' });
    expect(body.validations).toEqual([expect.stringMatching(/^vl-/)]);
    const operation = await read(`/v1/operations/${body.validations[0]}`);
    expect(operation).toMatchObject({ kind: 'validation', phase: 'Pending', cluster: 'c1', createdBy: 'ann' });
    expect(operation.executionArn).toContain(':execution:validate-location:');
    expect(headers.etag).toBe(`"${operation.spec.generation}"`);
  });

  it('is validated once for each change: one that is refused starts nothing', async () => {
    const before = await count();
    const { headers } = await change();
    const stale = await change({ 'if-match': '"1"' });
    const next = await change({ 'if-match': String(headers.etag) });

    expect([stale.status, next.status]).toEqual([412, 200]);
    expect(await count()).toBe(before + 2);
  });

  it('is what its last validation found, though one of what it was before ends later', async () => {
    const path = '/v1/locations/attic/validate';
    const earlier = (await world.call('POST', path, { body: { cluster: 'c1' } })).body.id as string;
    await change();
    await markValid(world, cluster.clusterId);
    const error = { Error: 'Permanent', Cause: 'it was changed since' };

    const payload = { step: 'finishValidation', run: { operationId: earlier, epoch: 1 }, state: { failure: error } };
    await finishValidation(world)(payload, () => 60_000);

    expect((await read(`/v1/operations/${earlier}`)).phase).toBe('Failed');
    const { clusters } = await read('/v1/locations/attic');
    expect(clusters).toEqual([expect.objectContaining({ clusterId: cluster.clusterId, state: 'Valid' })]);
  });

  it('that nobody has validated yet is left alone', async () => {
    await world.call('POST', '/v1/locations', { body: { ...LOCATION, name: 'unseen' } });
    const { body } = await world.call('PUT', '/v1/locations/unseen', { body: BODY, headers: ANY });

    expect(body.validations).toEqual([]);
  });

  it('is changed all the same when the validation cannot begin, and says so', async () => {
    const before = await count();
    let answer: Awaited<ReturnType<typeof change>> | undefined;
    await world.catalog.addUse({ kind: 'cluster', name: 'c1' }, { kind: 'rule', name: 'holds-it' });
    const going = world.catalog.remove('cluster', 'c1', undefined, {
      evict: async () => {
        answer = await change();
        throw new Error('stays');
      },
    });
    await expect(going).rejects.toThrow('stays');
    await world.catalog.removeUse({ kind: 'cluster', name: 'c1' }, { kind: 'rule', name: 'holds-it' });

    expect(answer).toMatchObject({ status: 200, body: { validations: [] } });
    expect(answer?.body.warnings).toContainEqual(
      expect.stringMatching(/^attic from c1 is not validated again yet, but will be within the hour: .*being removed/),
    );
    expect(await count()).toBe(before);
  });
});

describe('a cluster that is changed', () => {
  it('looks again at once at a location that was not valid from it', async () => {
    await failFromCluster();
    const { body } = await changeCluster();

    expect(body.validations).toHaveLength(1);
    expect(await read(`/v1/operations/${body.validations[0]}`)).toMatchObject({ location: 'attic', cluster: 'c1' });
  });

  it('does not look again at one that is valid', async () => {
    expect((await changeCluster()).body).toMatchObject({ validations: [], status: { state: 'Valid' } });
  });

  it('is not changed by credentials that lead nowhere, and starts nothing then', async () => {
    await failFromCluster();
    const before = await count();
    const other = await startShopCluster();
    const body = { access: clusterBody(other).access };
    await other.stop();
    const refused = await world.call('PUT', '/v1/clusters/c1', { body, headers: ANY });

    expect(refused.status).toBe(422);
    expect(await count()).toBe(before);
  });
});
