import { describe, expect, it } from 'vitest';
import { Fault } from '../../functions/domain/errors.ts';
import type { Manifest } from '../../functions/domain/manifest/manifest.ts';
import { plainContext } from '../../functions/domain/restore/restore-context.ts';
import { restoreObject } from '../../functions/restore/objects/restore-object.ts';
import type { Exists } from '../../functions/services/cluster/cluster.ts';
import { type Kind, PVC } from '../../functions/services/cluster/kinds.ts';
import { createMemoryCluster } from '../support/memory-cluster.ts';

const SERVICE: Kind = { group: '', version: 'v1', kind: 'Service', plural: 'services', namespaced: true };

function service(ports: object[]): Manifest {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec: { ports } };
}

const NODE_PORT = service([{ port: 80, nodePort: 30080 }]);

/** A cluster that refuses the node ports, with the objects that are there. */
function withPortsTaken(...there: Manifest[]) {
  const cluster = createMemoryCluster([SERVICE], there);
  const { create } = cluster;
  cluster.create = async (kind, object) => {
    if (!JSON.stringify(object).includes('nodePort')) return await create(kind, object);
    throw new Fault('cluster.request_refused', 'spec.ports[0].nodePort: provided port is already allocated');
  };
  return cluster;
}

describe('restoring an object that is there', () => {
  it.each<[string, Exists, boolean]>([
    ['of this call, whose answer was lost', 'maybe-ours', false],
    ['of an earlier turn', 'exists', true],
  ])('takes it for its own when it may be %s', async (_, answer, maybeOurs) => {
    const claim = (size: string): Manifest => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'shop' },
      spec: { size },
    });
    const cluster = createMemoryCluster([PVC], [claim('changed by a webhook')]);
    cluster.create = async () => answer;

    const target = { cluster, kind: PVC, context: plainContext({}, true), maybeOurs, isNewNamespace: true };
    // somebody's, for all that is known: an undo leaves it alone
    expect(await restoreObject(claim('1Gi'), target)).toEqual({ outcome: 'created' });
  });
});

describe('restoring a Service whose node ports are taken', () => {
  const target = { kind: SERVICE, context: plainContext({}, true), maybeOurs: false, isNewNamespace: false };

  it('gives it others', async () => {
    const cluster = withPortsTaken();

    expect(await restoreObject(NODE_PORT, { cluster, ...target })).toMatchObject({
      outcome: 'created',
      uid: 'uid-0',
      fields: [{ field: 'spec.ports[0].nodePort', action: 'changed' }],
    });
    expect(cluster.objects[0]?.spec).toEqual({ ports: [{ port: 80 }] });
  });

  it('finds its own when it is the one that has them, since the answer to its create was lost', async () => {
    const own = structuredClone(NODE_PORT);
    own.metadata.uid = 'its own';
    const cluster = withPortsTaken(own);

    expect(await restoreObject(NODE_PORT, { cluster, ...target })).toEqual({
      outcome: 'created',
      uid: 'its own',
    });
  });

  it('leaves somebody else’s of that name', async () => {
    const cluster = withPortsTaken(service([{ port: 8080, nodePort: 30080 }]));

    expect(await restoreObject(NODE_PORT, { cluster, ...target })).toMatchObject({
      outcome: 'left',
      reason: 'appeared',
    });
  });
});

/** As a controller made it in the copy's namespace, of the same operator's wish. */
const MADE: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop-copy', uid: 'theirs' },
  spec: { clusterIP: '10.0.0.9', type: 'NodePort', ports: [{ port: 80, nodePort: 31999 }] },
};
const SOURCE: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { clusterIP: '10.0.0.1', type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] },
};
const MAPPED = { shop: 'shop-copy' };

describe('restoring a Service into another namespace, where a controller has made one', () => {
  it.each([
    ['beside its source, whose node ports it may not have', true],
    ['on another cluster, where somebody else has its node ports', false],
  ])('leaves it, and says which fields are not as they were backed up: %s', async (_, sameCluster) => {
    const cluster = withPortsTaken(structuredClone(MADE));

    const fate = await restoreObject(SOURCE, {
      cluster,
      kind: SERVICE,
      context: plainContext(MAPPED, sameCluster),
      maybeOurs: false,
      isNewNamespace: true,
    });

    // as `created` an undo would take it from its controller
    expect(fate).toMatchObject({
      outcome: 'left',
      reason: 'same',
      uid: 'theirs',
      why: 'the target has it already, as the restore would have made it',
      fields: [
        { field: 'spec.clusterIP', action: 'changed' },
        { field: 'spec.ports[0].nodePort', action: 'changed' },
      ],
    });
  });

  it('says of a field that the target has as it was backed up nothing', async () => {
    const there = structuredClone(MADE);
    Object.assign(there.spec as object, { externalIPs: ['192.0.2.1'] });
    const source = structuredClone(SOURCE);
    Object.assign(source.spec as object, { externalIPs: ['192.0.2.1'] });

    const context = plainContext(MAPPED, true);
    const target = { cluster: withPortsTaken(there), kind: SERVICE, context, maybeOurs: false, isNewNamespace: true };
    const { fields = [] } = await restoreObject(source, target);

    expect(fields.map(({ field }) => field)).toEqual(['spec.clusterIP', 'spec.ports[0].nodePort']);
  });
});

describe('restoring an object that somebody made meanwhile', () => {
  const wanted = (data: object): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'mesh-root-cert', namespace: 'shop', uid: 'theirs' },
    data,
  });
  const kind: Kind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
  const restore = async (there: Manifest, isNewNamespace: boolean, maybeOurs = false) => {
    const cluster = createMemoryCluster([kind], [there]);
    const fate = await restoreObject(wanted({ pem: 'then' }), {
      cluster,
      kind,
      context: plainContext({}, true),
      maybeOurs,
      isNewNamespace,
    });
    expect(cluster.objects).toEqual([there]);
    return fate;
  };

  it.each([
    [true, 'made_by_controller'],
    [false, 'appeared'],
  ])('leaves it as it is (in a new namespace: %s)', async (isNew, reason) => {
    expect(await restore(wanted({ pem: 'now' }), isNew)).toMatchObject({ outcome: 'left', reason, uid: 'theirs' });
  });

  it('says so when it is what would have been made', async () => {
    expect(await restore(wanted({ pem: 'then' }), true)).toMatchObject({ outcome: 'left', reason: 'same' });
  });

  it('does not take it for its own after a death when the API server says who made it', async () => {
    const there = wanted({ pem: 'now' });
    there.metadata.managedFields = [{ manager: 'istiod', operation: 'Update' }];

    expect(await restore(there, true, true)).toMatchObject({ outcome: 'left', reason: 'made_by_controller' });
  });
});

it('an object that the cluster refuses is dropped, with the reason, and stops nobody', async () => {
  const cluster = createMemoryCluster([SERVICE], []);
  cluster.create = async () => {
    throw new Fault('cluster.forbidden', 'POST …/services: 403 exceeded quota: few');
  };

  const fate = await restoreObject(NODE_PORT, {
    cluster,
    kind: SERVICE,
    context: plainContext({}, true),
    maybeOurs: false,
    isNewNamespace: true,
  });

  expect(fate).toMatchObject({ outcome: 'dropped', reason: 'refused', why: expect.stringContaining('exceeded quota') });
});
