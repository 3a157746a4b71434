import { applyObjects } from '../../../simulator/apply.ts';
import type { Claim, Volume } from '../../../simulator/storage/types.ts';
import type { NewObject } from '../../../simulator/store.ts';
import type { AslCluster } from './cluster.ts';
import type { World } from './world.ts';

/** A namespace beside the shop, whose one claim this is about; nothing has it mounted. */
export const ANNEX = 'annex';
const CLAIMS = 'persistentvolumeclaims';
const VOLUMES = 'persistentvolumes';
const KEY = `${ANNEX}/ledger`;

const claim = (changes: { metadata?: object; spec?: object } = {}): NewObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'ledger', namespace: ANNEX, ...changes.metadata },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...changes.spec },
});
const NAMESPACE: NewObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: ANNEX } };

export async function createAnnex({ simulator }: AslCluster): Promise<void> {
  applyObjects(simulator.simulation, [NAMESPACE, claim()]);
  await simulator.settled();
}

/** A way in which a claim that had data comes to be without protection. */
export interface Way {
  name: string;
  /** What the record and the message name. */
  claim: string;
  /** The phase, or the code of the failure. */
  ending: string;
  /** What the record says is unprotected, and how; where that is another in later runs, what it says then. */
  unprotected: string;
  unprotectedLater?: string;
  befall(cluster: AslCluster, world: World): Promise<void>;
}

export const WAYS: Way[] = [
  {
    name: 'a claim that is Lost, for its volume is gone',
    claim: KEY,
    ending: 'volume.lost',
    unprotected: `${KEY} Lost`,
    befall: async ({ simulator }) => {
      const volume = volumeOf(simulator);
      simulator.objects.modify<Volume>(VOLUMES, volume, (draft) => {
        draft.metadata.finalizers = [];
      });
      simulator.objects.remove(VOLUMES, volume);
      await simulator.settled();
    },
  },
  {
    name: 'a claim whose volume is Released, as the claim before it was deleted',
    claim: KEY,
    ending: 'volume.lost',
    unprotected: `${KEY} Lost`,
    befall: async ({ simulator }) => {
      const volume = volumeOf(simulator);
      simulator.objects.modify<Volume>(VOLUMES, volume, (draft) => {
        draft.spec.persistentVolumeReclaimPolicy = 'Retain';
      });
      simulator.objects.remove(CLAIMS, KEY);
      await simulator.settled();
      applyObjects(simulator.simulation, [claim({ spec: { volumeName: volume } })]);
      await simulator.settled();
    },
  },
  {
    name: 'a claim whose volume belongs to another claim',
    claim: KEY,
    ending: 'volume.lost',
    unprotected: `${KEY} Lost`,
    befall: async ({ simulator }) => {
      simulator.objects.modify<Volume>(VOLUMES, volumeOf(simulator), (draft) => {
        draft.spec.claimRef = { ...draft.spec.claimRef, name: 'other', uid: 'another' };
      });
      await simulator.settled();
    },
  },
  {
    name: 'a claim that names a volume and is not bound',
    claim: KEY,
    ending: 'volume.lost',
    unprotected: `${KEY} Lost`,
    befall: async ({ simulator }) => {
      simulator.objects.remove(CLAIMS, KEY);
      await simulator.settled();
      applyObjects(simulator.simulation, [claim({ spec: { volumeName: 'not-there' } })]);
      await simulator.settled();
    },
  },
  {
    name: 'a claim that is Terminating and in use',
    claim: KEY,
    ending: 'volume.terminating',
    unprotected: `${KEY} Terminating`,
    befall: async ({ simulator }) => {
      mount(simulator);
      await simulator.settled();
      simulator.objects.remove(CLAIMS, KEY);
      await simulator.settled();
    },
  },
  {
    name: 'a claim that is in use in a namespace that is Terminating',
    claim: KEY,
    ending: 'volume.terminating',
    unprotected: `${KEY} Terminating`,
    befall: async ({ simulator }) => {
      hold(simulator);
      simulator.objects.remove('namespaces', ANNEX);
      await simulator.settled();
    },
  },
  {
    name: 'a claim that was deleted before the run',
    claim: KEY,
    ending: 'Succeeded',
    unprotected: '',
    befall: async ({ simulator }) => {
      simulator.objects.remove(CLAIMS, KEY);
      await simulator.settled();
    },
  },
  {
    name: 'a namespace that was deleted before the run',
    claim: KEY,
    ending: 'Succeeded',
    unprotected: `${ANNEX}/undefined NamespaceGone`,
    befall: async ({ simulator }) => {
      simulator.objects.remove('namespaces', ANNEX);
      await simulator.settled();
    },
  },
  {
    name: 'a claim that was made anew and never bound',
    claim: KEY,
    ending: 'Succeeded',
    unprotected: `${KEY} NoData`,
    befall: async ({ simulator }) => {
      simulator.objects.remove(CLAIMS, KEY);
      await simulator.settled();
      applyObjects(simulator.simulation, [claim({ spec: { storageClassName: 'none-such' } })]);
      await simulator.settled();
    },
  },
  {
    name: 'a claim that was made anew by a pod, which it goes with',
    claim: KEY,
    ending: 'Succeeded',
    unprotected: `${KEY} Ephemeral`,
    befall: async ({ simulator }) => {
      simulator.objects.remove(CLAIMS, KEY);
      await simulator.settled();
      const pod = mount(simulator);
      const owner = { apiVersion: 'v1', kind: 'Pod', name: 'user', uid: pod };
      applyObjects(simulator.simulation, [claim({ metadata: { ownerReferences: [owner] } })]);
      await simulator.settled();
    },
  },
  {
    name: 'a claim that is deleted between the plan and the cut',
    claim: KEY,
    ending: 'Succeeded',
    unprotected: `${KEY} Gone`,
    unprotectedLater: '',
    befall: async ({ simulator }, world) => {
      world.meddle(async (turn) => {
        if (turn.step === 'createSnapshots') {
          simulator.objects.remove(CLAIMS, KEY);
          await simulator.settled();
        }
        return await turn.next();
      });
    },
  },
  {
    name: 'a claim that becomes Terminating between the plan and the cut, and stays',
    claim: KEY,
    ending: 'volume.terminating',
    unprotected: `${KEY} Terminating`,
    befall: async ({ simulator }, world) => {
      mount(simulator);
      await simulator.settled();
      world.meddle(async (turn) => {
        if (turn.step === 'createSnapshots') {
          simulator.objects.remove(CLAIMS, KEY);
          await simulator.settled();
        }
        return await turn.next();
      });
    },
  },
];

function volumeOf({ objects }: AslCluster['simulator']): string {
  return String(objects.get<Claim>(CLAIMS, KEY)?.spec.volumeName);
}

/** @returns the uid of a pod that uses the claim for good */
function mount({ objects, simulation }: AslCluster['simulator']): string {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'ledger' } }];
  const containers = [{ name: 'main', image: 'pause', volumeMounts: [{ name: 'data', mountPath: '/data' }] }];
  applyObjects(simulation, [
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'user', namespace: ANNEX }, spec: { containers, volumes } },
  ]);
  return String(objects.get('pods', `${ANNEX}/user`)?.metadata.uid);
}

/** Something of another's keeps the claim from going, whatever is deleted. */
function hold({ objects }: AslCluster['simulator']): void {
  objects.modify<Claim>(CLAIMS, KEY, (draft) => {
    draft.metadata.finalizers = [...(draft.metadata.finalizers ?? []), 'example.com/hold'];
  });
}
