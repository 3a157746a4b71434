import { fieldsOf, groupKindOf, kindNameOf, listOf, type Manifest } from './manifest.ts';
import { DEFAULT_ACCOUNTS } from './resources.ts';

export type Restorable =
  /** It is created. */
  | { how: 'create' }
  /** Every namespace has one from birth: what somebody gave it is put on the one that is there. */
  | { how: 'merge' }
  /** It stays in the backup, for people to read. */
  | { how: 'store'; why: string };

/** Kinds that the restore brings back by other means than a create of the manifest. */
const APART: Readonly<Record<string, string>> = {
  Namespace: 'made before the volumes',
  PersistentVolume: 'made with the volume',
};

/**
 * What a restore does with an object.
 * @param collected names of the kinds (`ReplicaSet.apps`) of which the backup has objects in that namespace: an owner of
 *   one of them comes back and makes its dependants anew, while an object whose owner was not collected stands for itself
 */
export function restorableOf(object: Manifest, collected: ReadonlySet<string>): Restorable {
  const kindName = kindNameOf(groupKindOf(object));
  const apart = APART[kindName];
  if (apart) return store(apart);
  const { metadata } = object;
  if (metadata.deletionTimestamp) return store('was being deleted');
  if (kindName === 'ServiceAccount' && DEFAULT_ACCOUNTS.has(metadata.name)) return { how: 'merge' };
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner && collected.has(kindNameOf(groupKindOf(owner)))) return store(`made by ${owner.kind} ${owner.name}`);
  // an ephemeral volume's claim, or a resource claim of a template: gone with its pod
  if (metadata.ownerReferences?.some(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Pod')) {
    return store('belongs to a Pod');
  }
  if (hasRun(kindName, object)) return store('had ended; to create it is to run it again');
  return { how: 'create' };
}

function hasRun(kindName: string, { status }: Manifest): boolean {
  const facts = fieldsOf(status);
  if (kindName === 'Pod') return facts?.phase === 'Succeeded' || facts?.phase === 'Failed';
  if (kindName !== 'Job.batch') return false;
  return listOf(facts?.conditions).some(
    ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
  );
}

function store(why: string): Restorable {
  return { how: 'store', why };
}
