import { describe, expect, it } from 'vitest';
import { readClaims } from '../../functions/cluster-objects/read-claims.ts';
import type { KubeObject } from '../../functions/services/cluster/cluster.ts';
import { NAMESPACE, PV, PVC, STORAGE_CLASS } from '../../functions/services/cluster/kinds.ts';
import { createMemoryCluster } from '../support/memory-cluster.ts';

const REF = { namespace: 'shop', name: 'data', uid: 'uid-1' };

interface Given {
  /** `status.phase` and `spec.volumeName` of the claim. */
  claim: { phase?: string; volumeName?: string; owners?: object[] };
  /** Of the volume pv-1; absent when there is none. */
  volume?: { phase: string; claimRef?: object };
}

/** What the plan is told of shop/data. */
async function read({ claim, volume }: Given) {
  const { phase, volumeName, owners = [] } = claim;
  const objects: KubeObject[] = [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'shop', uid: 'uid-1', ownerReferences: owners as never },
      spec: { storageClassName: 'fast', ...(volumeName ? { volumeName } : {}) },
      ...(phase ? { status: { phase } } : {}),
    },
  ];
  if (volume) {
    const { phase: state, claimRef } = volume;
    const spec = { csi: { driver: 'd' }, capacity: { storage: '1Gi' }, ...(claimRef ? { claimRef } : {}) };
    objects.push({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pv-1' },
      spec,
      status: { phase: state },
    });
  }
  const [found] = await readClaims(createMemoryCluster([NAMESPACE, PVC, PV, STORAGE_CLASS], objects), ['shop']);
  return found;
}

const bound = { phase: 'Bound', volumeName: 'pv-1' };
const pending = { phase: 'Pending', volumeName: 'pv-1' };

describe('a claim', () => {
  it('has data when it is bound to a volume that is there and its own', async () => {
    for (const claimRef of [REF, { ...REF, uid: '' }, { namespace: 'shop', name: 'data' }]) {
      const found = await read({ claim: bound, volume: { phase: 'Bound', claimRef } });
      expect([found?.volume?.name, found?.lost]).toEqual(['pv-1', undefined]);
    }
  });

  it('has none only while it names no volume', async () => {
    for (const claim of [{ phase: 'Pending' }, {}]) {
      const found = await read({ claim });
      expect([found?.volume, found?.lost]).toEqual([undefined, undefined]);
    }
  });

  it.each<[string, Given, string]>([
    ['is Lost', { claim: { phase: 'Lost', volumeName: 'pv-1' } }, 'is Lost: its PersistentVolume pv-1 is not there'],
    ['is Lost and names no volume', { claim: { phase: 'Lost' } }, 'is Lost'],
    ['is bound to one that is gone', { claim: bound }, 'is bound, and its PersistentVolume pv-1 is not there'],
    ['names one that was never there', { claim: pending }, 'is Pending: its PersistentVolume pv-1 is not there'],
    [
      'is bound to one that is Released',
      { claim: bound, volume: { phase: 'Released', claimRef: REF } },
      'is bound, and its PersistentVolume pv-1 is Released',
    ],
    [
      'is bound to one that is Failed',
      { claim: bound, volume: { phase: 'Failed', claimRef: REF } },
      'is bound, and its PersistentVolume pv-1 is Failed',
    ],
    [
      'names one of another claim',
      { claim: pending, volume: { phase: 'Bound', claimRef: { ...REF, name: 'other' } } },
      'is Pending: its PersistentVolume pv-1 belongs to another claim',
    ],
    [
      'is made anew under the name of the one that the volume belongs to',
      { claim: bound, volume: { phase: 'Bound', claimRef: { ...REF, uid: 'uid-0' } } },
      'is bound, and its PersistentVolume pv-1 belongs to another claim',
    ],
    [
      'waits for one that is there',
      { claim: pending, volume: { phase: 'Available', claimRef: REF } },
      'names PersistentVolume pv-1, and is Pending',
    ],
  ])('whose volume cannot be read is lost: it %s', async (_, given, lost) => {
    const found = await read(given);

    expect([found?.lost, found?.volume]).toEqual([lost, undefined]);
  });

  it('goes with its owner only if that is a Pod of Kubernetes', async () => {
    const owned = async (apiVersion: string) => {
      const owners = [{ apiVersion, kind: 'Pod', name: 'p', uid: 'p' }];
      return (await read({ claim: { ...bound, owners }, volume: { phase: 'Bound', claimRef: REF } }))?.ephemeral;
    };

    expect([await owned('v1'), await owned('example.com/v1')]).toEqual([true, false]);
  });
});
