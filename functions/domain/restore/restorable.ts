import { fieldsOf, groupKindOf, kindNameOf, listOf, type Manifest, type OwnerReference } from '../manifest/manifest.ts';
import { carriesMore, DEFAULT_ACCOUNTS, isAutomaticToken, isCollectedKind } from '../manifest/resources.ts';
import { withheldWhy } from '../operation/grants.ts';
import type { RestoreContext, Return } from './restore-context.ts';

/** Why an object stays in the backup: to filter by. */
export const STORED = [
  'with_namespace',
  'with_volume',
  'was_being_deleted',
  'in_every_namespace',
  'made_by_owner',
  'of_a_pod',
  'automatic_token',
  'had_ended',
  'wants_admin',
] as const;
type StoreReason = (typeof STORED)[number];

export type Restorable =
  /** It is created. */
  | { how: 'create' }
  /** Every namespace has one from birth: what somebody gave it is put on the one that is there. */
  | { how: 'merge' }
  /** It stays in the backup, for people to read. `why` is a sentence's end. */
  | { how: 'store'; reason: StoreReason; why: string };

type Known = Pick<RestoreContext, 'comesBack' | 'grants' | 'isListedByAccount'>;

/** Kinds that the restore brings back by other means than a create of the manifest. */
const APART: Readonly<Record<string, Restorable>> = {
  Namespace: store('with_namespace', 'made before the volumes'),
  PersistentVolume: store('with_volume', 'made with the volume'),
};

/** What a controller makes anew from its owner alone. An operator's Secret is not: it opens the volume beside it. */
const MADE_ANEW: ReadonlySet<string> = new Set([
  'Pod',
  'ReplicaSet.apps',
  'ReplicationController',
  'ControllerRevision.apps',
  'Endpoints',
  'EndpointSlice.discovery.k8s.io',
]);

/** What a controller makes anew stays only if that very owner comes back: another one makes nothing. */
export function restorableOf(object: Manifest, known: Known): Restorable {
  const kindName = kindNameOf(groupKindOf(object));
  const apart = APART[kindName];
  if (apart) return apart;
  const { metadata } = object;
  if (metadata.deletionTimestamp) return store('was_being_deleted', 'was being deleted');
  const withheld = withheldWhy(object, known.grants);
  if (withheld) return store('wants_admin', withheld);
  if (kindName === 'ServiceAccount' && DEFAULT_ACCOUNTS.has(metadata.name)) {
    return carriesMore(object) ? { how: 'merge' } : store('in_every_namespace', 'every namespace has its own');
  }
  const maker = makerOf(object, known);
  if (maker) return store('made_by_owner', `made by ${maker.kind} ${maker.name}`);
  // an ephemeral volume's claim, or a resource claim of a template: made for its pod, and of no use to another
  if (isOfPod(kindName, metadata.ownerReferences)) return store('of_a_pod', 'belongs to a Pod');
  if (isAutomaticToken(object, (secret) => known.isListedByAccount(metadata.namespace ?? '', secret))) {
    return store('automatic_token', 'a token that the control plane made for an account of the source');
  }
  if (hasRun(kindName, object)) return store('had_ended', 'had ended; to create it is to run it again');
  return { how: 'create' };
}

/** How an object is there again after the restore: brought back by it, or made anew by what owns it; or not at all. */
export function returnOf(object: Manifest, known: Known): Return | undefined {
  if (kindNameOf(groupKindOf(object)) === 'Namespace') return 'restored';
  if (restorableOf(object, known).how !== 'store') return 'restored';
  return object.metadata.deletionTimestamp === undefined && makerOf(object, known) ? 'anew' : undefined;
}

/** The owner whose controller makes the object anew. */
function makerOf(object: Manifest, { comesBack }: Known): OwnerReference | undefined {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (!owner) return undefined;
  const kindName = kindNameOf(groupKindOf(object));
  const ownerKind = groupKindOf(owner);
  if (kindName === 'Job.batch')
    return kindNameOf(ownerKind) === 'CronJob.batch' && comesBack(owner) ? owner : undefined;
  if (!MADE_ANEW.has(kindName)) return undefined;
  // the owner is itself what runs, not what should run (a VirtualMachineInstance): whoever makes it anew makes this too
  return comesBack(owner) || !isCollectedKind({ ...ownerKind, namespaced: true }) ? owner : undefined;
}

function isOfPod(kindName: string, owners: readonly OwnerReference[] = []): boolean {
  if (kindName !== 'PersistentVolumeClaim' && kindName !== 'ResourceClaim.resource.k8s.io') return false;
  return owners.some(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Pod');
}

function hasRun(kindName: string, { status }: Manifest): boolean {
  const facts = fieldsOf(status);
  if (kindName === 'Pod') return facts?.phase === 'Succeeded' || facts?.phase === 'Failed';
  if (kindName !== 'Job.batch') return false;
  return listOf(facts?.conditions).some(
    ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
  );
}

function store(reason: StoreReason, why: string): Restorable {
  return { how: 'store', reason, why };
}
