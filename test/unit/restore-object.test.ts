import { describe, expect, it } from 'vitest';
import { Fault } from '../../functions/domain/errors.ts';
import type { Manifest } from '../../functions/domain/manifest.ts';
import { plainContext } from '../../functions/domain/restore-context.ts';
import { restoreObject } from '../../functions/runtime/restore-object.ts';
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

    expect(await restoreObject(claim('1Gi'), { cluster, kind: PVC, context: plainContext({}, true), maybeOurs })).toBe(
      'created',
    );
  });
});

describe('restoring a Service whose node ports are taken', () => {
  const target = { kind: SERVICE, context: plainContext({}, true), maybeOurs: false };

  it('gives it others', async () => {
    const cluster = withPortsTaken();

    expect(await restoreObject(NODE_PORT, { cluster, ...target })).toBe('ports-changed');
    expect(cluster.objects[0]?.spec).toEqual({ ports: [{ port: 80 }] });
  });

  it('finds its own when it is the one that has them, since the answer to its create was lost', async () => {
    const cluster = withPortsTaken(structuredClone(NODE_PORT));

    expect(await restoreObject(NODE_PORT, { cluster, ...target })).toBe('created');
  });

  it('leaves somebody else’s of that name', async () => {
    const cluster = withPortsTaken(service([{ port: 8080, nodePort: 30080 }]));

    expect(await restoreObject(NODE_PORT, { cluster, ...target })).toBe('left');
  });
});
