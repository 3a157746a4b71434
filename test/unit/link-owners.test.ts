import { describe, expect, it } from 'vitest';
import { Fault } from '../../functions/domain/errors.ts';
import type { Manifest, OwnerReference } from '../../functions/domain/manifest/manifest.ts';
import { plainContext } from '../../functions/domain/restore/restore-context.ts';
import type { RestoredObject } from '../../functions/domain/restore/restored-object.ts';
import type { Restoring } from '../../functions/manifests/restoring.ts';
import { createLinker } from '../../functions/restore/objects/link-owners.ts';
import type { Kind } from '../../functions/services/cluster/kinds.ts';
import { SECRET } from '../../functions/services/cluster/kinds.ts';
import { createMemoryCluster } from '../support/memory-cluster.ts';

const PG: Kind = { group: 'db.example.com', version: 'v1', kind: 'Pg', plural: 'pgs', namespaced: true };
const THEN: OwnerReference = {
  apiVersion: 'db.example.com/v1',
  kind: 'Pg',
  name: 'orders',
  uid: 'then',
  controller: true,
  blockOwnerDeletion: true,
};
const NOW = { ...THEN, uid: 'now' };
const FIELD = 'metadata.ownerReferences[Pg orders]';

const secret = (uid: string, ownerReferences?: OwnerReference[]): Manifest => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'app', namespace: 'shop', uid, ...(ownerReferences ? { ownerReferences } : {}) },
});
const pg: Manifest = {
  apiVersion: 'db.example.com/v1',
  kind: 'Pg',
  metadata: { name: 'orders', namespace: 'shop', uid: 'now' },
};
const RECORD: RestoredObject = {
  group: '',
  kind: 'Secret',
  namespace: 'shop',
  name: 'app',
  outcome: 'created',
  uid: 'made',
  fields: [{ field: FIELD, action: 'changed', reason: 'it names the owner that was restored' }],
};

/** @param refuse what the cluster says to each patch in turn; undefined takes it */
async function link(there: readonly Manifest[], record = RECORD, refuse: (Fault | undefined)[] = []) {
  const objects = structuredClone([...there]);
  const cluster = createMemoryCluster([SECRET, PG], objects);
  const patches: unknown[] = [];
  cluster.patch = async (_kind, _namespace, name, patch) => {
    patches.push(patch);
    const refusal = refuse.shift();
    if (refusal) throw refusal;
    const found = objects.find(({ metadata }) => metadata.name === name);
    Object.assign(found?.metadata ?? {}, (patch as Manifest).metadata);
    return found;
  };
  const restoring: Restoring = {
    context: { ...plainContext({}, true), comesBack: ({ uid }) => (uid === 'then' ? 'restored' : undefined) },
    read: async () => [],
    kindOf: () => SECRET,
    servedKindOf: () => PG,
    serves: () => true,
    comesWithDefinition: () => false,
    missing: () => '',
  };
  const batch = { part: 0, from: 0, objects: [record] };
  const recorded = await createLinker(cluster, restoring)([secret('then-secret', [THEN])], batch);
  return { recorded, patches, owners: objects.find(({ kind }) => kind === 'Secret')?.metadata.ownerReferences };
}

const refusal = (message: string, reason = 'Forbidden') =>
  new Fault(reason === 'Forbidden' ? 'cluster.forbidden' : 'cluster.request_refused', message, { details: { reason } });

describe('owners of what was restored', () => {
  it('are set by their new uid, on the very object that was made, once', async () => {
    expect(await link([secret('made'), pg])).toMatchObject({
      recorded: undefined,
      patches: [{ metadata: { uid: 'made', ownerReferences: [NOW] } }],
      owners: [NOW],
    });
    expect(await link([secret('made', [NOW]), pg])).toMatchObject({ recorded: undefined, patches: [] });
  });

  it('are added to those that a controller has set meanwhile, of which one is in charge', async () => {
    const other = { ...NOW, name: 'adopter', uid: 'adopter' };

    expect((await link([secret('made', [other]), pg])).owners).toEqual([other, { ...NOW, controller: false }]);
  });

  it('are not set on what this restore did not make, or what is another by now', async () => {
    const left = { ...RECORD, outcome: 'left' as const };

    expect(await link([secret('made'), pg], left)).toMatchObject({ recorded: undefined, patches: [] });
    expect(await link([secret('another'), pg])).toMatchObject({
      recorded: { objects: [{ fields: [{ field: FIELD, action: 'dropped' }] }] },
      patches: [],
    });
  });

  it('that are not there are said to be dropped', async () => {
    expect(await link([secret('made')])).toMatchObject({
      recorded: { objects: [{ fields: [{ field: FIELD, action: 'dropped', reason: 'the owner is not there' }] }] },
      patches: [],
    });
  });

  it('are set on another look when somebody wrote the object in between', async () => {
    const { recorded, owners } = await link([secret('made'), pg], RECORD, [refusal('stale', 'Conflict')]);

    expect([recorded, owners]).toEqual([undefined, [NOW]]);
  });

  it('hold up no deletion where the cluster does not let them', async () => {
    const forbidden = refusal('cannot set blockOwnerDeletion if an ownerReference refers to a resource you cannot …');
    const { blockOwnerDeletion: _, ...freed } = NOW;

    expect(await link([secret('made'), pg], RECORD, [forbidden])).toMatchObject({
      recorded: undefined,
      owners: [freed],
    });
  });

  it('that the cluster refuses are said to be dropped, and why', async () => {
    const { recorded } = await link([secret('made'), pg], RECORD, [refusal('secrets "app" is forbidden')]);

    expect(recorded?.objects[0]?.fields).toMatchObject([
      { field: FIELD, action: 'dropped', reason: 'the cluster refused it: secrets "app" is forbidden' },
    ]);
  });
});
