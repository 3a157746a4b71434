import { covers } from '../domain/covers.ts';
import { differencesOf } from '../domain/differences.ts';
import { Fault, toFault } from '../domain/errors.ts';
import type { FieldChange } from '../domain/field-change.ts';
import { lackingRights } from '../domain/lacking-rights.ts';
import { describeManifest, listOf, type Manifest } from '../domain/manifest.ts';
import type { RestoreContext } from '../domain/restore-context.ts';
import type { ObjectFate } from '../domain/restored-object.ts';
import { sanitise, statusToRestore } from '../domain/sanitise.ts';
import { accountPatchOf } from '../domain/sanitising/account.ts';
import { withoutNodePorts } from '../domain/sanitising/service.ts';
import type { Cluster, Exists } from '../services/cluster/cluster.ts';
import type { Kind } from '../services/cluster/kinds.ts';

export interface RestoreTarget {
  cluster: Cluster;
  kind: Kind;
  context: RestoreContext;
  /** An earlier turn of this Task may have created it: it wrote so before it began. */
  maybeOurs: boolean;
  /** Its namespace is one that this restore made. */
  isNewNamespace: boolean;
}

/**
 * Creates one object as it was, and says what became of it.
 *
 * What the target refuses is `dropped`, with its reason and never with the object; the others go on. One that appeared
 * since CheckTarget looked is left as it is: in a namespace that the restore made a controller made it, as it does in
 * every new namespace; in another one somebody did; and a cluster-scoped one is used by others. A create that may have
 * been ours (its answer was lost, or an earlier turn had begun it) is told from those by what was sent.
 * @throws Fault what says nothing about the object: `cluster.unreachable`, `cluster.unauthorized`
 */
export async function restoreObject(manifest: Manifest, target: RestoreTarget): Promise<ObjectFate> {
  const { manifest: object, changes } = sanitise(manifest, target.context);
  const fate = await makeObject(object, target);
  if (fate.outcome !== 'created') return fate;
  const fields = [...changes, ...(fate.fields ?? []), ...(await putStatus(manifest, object, target))];
  return fields.length > 0 ? { ...fate, fields } : fate;
}

async function makeObject(object: Manifest, target: RestoreTarget): Promise<ObjectFate> {
  const { cluster, kind } = target;
  const made = await create(cluster, kind, object);
  if (!isPortsTaken(made)) return await fateOf(made, [object], target);
  // ports are given out before a name is looked at: those of a Service whose own create lost its answer are taken too
  const { manifest: portless, changes } = withoutNodePorts(object);
  const fate = await fateOf(await create(cluster, kind, portless), [object, portless], target);
  if (fate.outcome !== 'created' || fate.uid === undefined) return fate;
  return (await hasItsPorts(cluster, kind, object, fate.uid)) ? fate : { ...fate, fields: changes };
}

/** The status of a custom resource, at its subresource. */
async function putStatus(
  manifest: Manifest,
  { metadata }: Manifest,
  { cluster, kind, context }: RestoreTarget,
): Promise<FieldChange[]> {
  const status = statusToRestore(manifest, context);
  if (status === undefined) return [];
  try {
    const put = await cluster.patchStatus(kind, metadata.namespace, metadata.name, { status });
    return put ? [] : [{ field: 'status', action: 'dropped', reason: 'the object was gone before it had its status' }];
  } catch (thrown) {
    const fault = toFault(thrown);
    if (fault.disposition !== 'Permanent') throw fault;
    return [{ field: 'status', action: 'dropped', reason: `the cluster refused it: ${fault.message}` }];
  }
}

type Made = { uid: string; fields: FieldChange[] } | { refusal: Fault } | Exists;

/** @param sent what this restore may have sent of it, now or before */
async function fateOf(
  made: Made,
  sent: readonly [Manifest, ...Manifest[]],
  target: RestoreTarget,
): Promise<ObjectFate> {
  const { cluster, kind } = target;
  if (typeof made === 'object') return 'uid' in made ? { outcome: 'created', ...made } : refusedFor(made.refusal);
  const [object] = sent;
  const found = await read(cluster, kind, object);
  if (!found) throw new Fault('cluster.unreachable', `${describeManifest(object)} comes and goes`);
  const uid = String(found.metadata.uid);
  const isSame = sent.some((one) => covers(found, one));
  const isSent = sent.length > 1 && isSame;
  if (made === 'maybe-ours' || target.maybeOurs || isSent) {
    const known = isSame || managedByUs(found);
    // admission may have changed it: it counts as made, but without its uid an undo leaves it alone
    if (known !== false) return { outcome: 'created', ...(known ? { uid } : {}) };
  }
  return { ...leftFor(target, isSame, lackingRights(found, object)), uid };
}

/** By the API server's own note of who wrote which field, where there is one. */
function managedByUs({ metadata }: Manifest): boolean | undefined {
  const managers = listOf(metadata.managedFields);
  return managers.length === 0 ? undefined : managers.some(({ manager }) => manager === 'snapferry');
}

function refusedFor(refusal: Fault): ObjectFate {
  return { outcome: 'dropped', reason: 'refused', why: `the cluster refused it: ${refusal.message}` };
}

function leftFor(
  { kind, isNewNamespace }: RestoreTarget,
  isSame: boolean,
  lacking: string | undefined,
): Omit<ObjectFate, 'uid'> {
  if (isSame) return { outcome: 'left', reason: 'same', why: 'the target has it already, as it was backed up' };
  if (!kind.namespaced) {
    const why = ['the cluster has one of that name, in use by others', ...(lacking ? [lacking] : [])].join('; ');
    return { outcome: 'left', reason: 'exists', why };
  }
  return isNewNamespace
    ? {
        outcome: 'left',
        reason: 'made_by_controller',
        why: 'a controller made one in the new namespace before it was restored',
      }
    : { outcome: 'left', reason: 'appeared', why: 'somebody made one of that name while the restore ran' };
}

async function create(cluster: Cluster, kind: Kind, object: Manifest): Promise<Made> {
  try {
    const made = await cluster.create(kind, object);
    return typeof made === 'string' ? made : { uid: String(made.metadata.uid), fields: differencesOf(object, made) };
  } catch (thrown) {
    const fault = toFault(thrown);
    if (fault.disposition !== 'Permanent' || fault.code === 'cluster.unauthorized') throw fault;
    return { refusal: fault };
  }
}

function isPortsTaken(made: Made): boolean {
  if (typeof made !== 'object' || !('refusal' in made)) return false;
  return /provided port is already allocated/.test(made.refusal.message);
}

/** By a list of one: the restore identity may list every kind, and get but a few. */
async function read(cluster: Cluster, kind: Kind, { metadata }: Manifest): Promise<Manifest | undefined> {
  const { namespace, name } = metadata;
  const fieldSelector = `metadata.name=${name}`;
  return (await cluster.list(kind, { ...(namespace ? { namespace } : {}), fieldSelector })).items[0];
}

/** The Service that has the ports turned out to be the one that was to get them. */
async function hasItsPorts(cluster: Cluster, kind: Kind, object: Manifest, uid: string): Promise<boolean> {
  const found = await read(cluster, kind, object);
  return found?.metadata.uid === uid && covers(found, object);
}

/** Puts on the account that the namespace was born with what somebody had given its source. */
export async function mergeAccount(
  cluster: Cluster,
  kind: Kind,
  manifest: Manifest,
  context: RestoreContext,
): Promise<FieldChange[]> {
  const { manifest: account, changes } = sanitise(manifest, context);
  const { name, namespace } = account.metadata;
  await cluster.patch(kind, namespace, name, accountPatchOf(account));
  return changes;
}
