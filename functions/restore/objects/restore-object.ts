import { lackingRights } from '../../domain/cluster/lacking-rights.ts';
import { Fault, toFault } from '../../domain/errors.ts';
import { describeManifest, listOf, type Manifest } from '../../domain/manifest/manifest.ts';
import { covers, differencesOf, showing } from '../../domain/restore/differences.ts';
import { mapNamespaces } from '../../domain/restore/map-namespaces.ts';
import type { RestoreContext } from '../../domain/restore/restore-context.ts';
import type { FieldChange, ObjectFate } from '../../domain/restore/restored-object.ts';
import { type Sanitised, sanitise, statusToRestore } from '../../domain/restore/sanitise.ts';
import { accountPatchOf } from '../../domain/restore/sanitising/account.ts';
import { withoutNodePorts } from '../../domain/restore/sanitising/service.ts';
import type { Cluster, Exists } from '../../services/cluster/cluster.ts';
import type { Kind } from '../../services/cluster/kinds.ts';

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
  const wanted = sanitise(manifest, target.context);
  const { manifest: object, changes } = wanted;
  const fate = await makeObject({ ...wanted, backedUp: manifest }, target);
  if (fate.outcome !== 'created') return fate;
  const fields = [...changes, ...(fate.fields ?? []), ...(await putStatus(manifest, object, target))];
  return fields.length > 0 ? { ...fate, fields } : fate;
}

interface Wanted extends Sanitised {
  backedUp: Manifest;
}

async function makeObject(wanted: Wanted, target: RestoreTarget): Promise<ObjectFate> {
  const { cluster, kind } = target;
  const { manifest: object } = wanted;
  const made = await create(cluster, kind, object);
  if (!isPortsTaken(made)) return await fateOf(made, [wanted], target);
  // ports are given out before a name is looked at: those of a Service whose own create lost its answer are taken too
  const { manifest: portless, changes } = withoutNodePorts(object);
  const second = { ...wanted, manifest: portless, changes: [...wanted.changes, ...changes] };
  const fate = await fateOf(await create(cluster, kind, portless), [wanted, second], target);
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
async function fateOf(made: Made, sent: readonly [Wanted, ...Wanted[]], target: RestoreTarget): Promise<ObjectFate> {
  const { cluster, kind } = target;
  if (typeof made === 'object') return 'uid' in made ? { outcome: 'created', ...made } : refusedFor(made.refusal);
  const [first] = sent;
  const { manifest: object } = first;
  const found = await read(cluster, kind, object);
  if (!found) throw new Fault('cluster.unreachable', `${describeManifest(object)} comes and goes`);
  const uid = String(found.metadata.uid);
  const same = sent.find(({ manifest }) => covers(found, manifest));
  // without the ports it was there before: only one that has them may be of the create that was refused for them
  const isSent = sent.length > 1 && same === first;
  if (made === 'maybe-ours' || target.maybeOurs || isSent) {
    const known = same !== undefined || managedByUs(found);
    // admission may have changed it: it counts as made, but without its uid an undo leaves it alone
    if (known !== false) return { outcome: 'created', ...(known ? { uid } : {}) };
  }
  const fate = same ? sameAs(found, same, target) : leftFor(target, lackingRights(found, object));
  return { ...fate, uid };
}

/** A copy is made with other fields than its source has, and so is one that somebody else has made: these are said. */
function sameAs(found: Manifest, { backedUp, changes }: Wanted, { context }: RestoreTarget): Omit<ObjectFate, 'uid'> {
  const fields = showing(changes, mapNamespaces(backedUp, context.mapping), found);
  const left = { outcome: 'left', reason: 'same' } as const;
  if (fields.length === 0) return { ...left, why: 'the target has it already, as it was backed up' };
  return { ...left, why: 'the target has it already, as the restore would have made it', fields };
}

/** By the API server's own note of who wrote which field, where there is one. */
function managedByUs({ metadata }: Manifest): boolean | undefined {
  const managers = listOf(metadata.managedFields);
  return managers.length === 0 ? undefined : managers.some(({ manager }) => manager === 'snapferry');
}

function refusedFor(refusal: Fault): ObjectFate {
  return { outcome: 'dropped', reason: 'refused', why: `the cluster refused it: ${refusal.message}` };
}

function leftFor({ kind, isNewNamespace }: RestoreTarget, lacking: string | undefined): Omit<ObjectFate, 'uid'> {
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
export async function mergeAccount(cluster: Cluster, kind: Kind, manifest: Manifest, context: RestoreContext) {
  const { manifest: account, changes } = sanitise(manifest, context);
  const { name, namespace } = account.metadata;
  await cluster.patch(kind, namespace, name, accountPatchOf(account));
  return changes;
}
