import { covers } from '../domain/covers.ts';
import { differencesOf } from '../domain/differences.ts';
import { Fault, toFault } from '../domain/errors.ts';
import type { FieldChange } from '../domain/field-change.ts';
import { describeManifest, listOf, type Manifest } from '../domain/manifest.ts';
import type { NamespaceMapping } from '../domain/map-namespaces.ts';
import { pullSecretsOf } from '../domain/resources.ts';
import type { ObjectFate } from '../domain/restored-object.ts';
import { sanitise, withoutNodePorts } from '../domain/sanitise.ts';
import type { Cluster, Exists } from '../services/cluster/cluster.ts';
import type { Kind } from '../services/cluster/kinds.ts';

export interface RestoreTarget {
  cluster: Cluster;
  kind: Kind;
  mapping: NamespaceMapping;
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
  const { cluster, kind, mapping } = target;
  const object = sanitise(manifest, mapping);
  const made = await create(cluster, kind, object);
  if (!isPortsTaken(made)) return await fateOf(made, [object], target);
  // ports are given out before a name is looked at: those of a Service whose own create lost its answer are taken too
  const portless = withoutNodePorts(object);
  const fate = await fateOf(await create(cluster, kind, portless), [object, portless], target);
  if (fate.outcome !== 'created' || fate.uid === undefined) return fate;
  return { ...fate, fields: [...(fate.fields ?? []), ...(await lostPorts(cluster, kind, object, fate.uid))] };
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
  return { ...leftFor(target, isSame), uid };
}

/** By the API server's own note of who wrote which field, where there is one. */
function managedByUs({ metadata }: Manifest): boolean | undefined {
  const managers = listOf(metadata.managedFields);
  return managers.length === 0 ? undefined : managers.some(({ manager }) => manager === 'snapferry');
}

function refusedFor(refusal: Fault): ObjectFate {
  return { outcome: 'dropped', reason: 'refused', why: `the cluster refused it: ${refusal.message}` };
}

function leftFor({ kind, isNewNamespace }: RestoreTarget, isSame: boolean): Omit<ObjectFate, 'uid'> {
  if (isSame) return { outcome: 'left', reason: 'same', why: 'the target has it already, as it was backed up' };
  if (!kind.namespaced)
    return { outcome: 'left', reason: 'exists', why: 'the cluster has one of that name, in use by others' };
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

/** Nothing when the Service that has the ports turned out to be the one that was to get them. */
async function lostPorts(cluster: Cluster, kind: Kind, object: Manifest, uid: string): Promise<FieldChange[]> {
  const found = await read(cluster, kind, object);
  if (found?.metadata.uid === uid && covers(found, object)) return [];
  return [{ field: 'spec.ports[*].nodePort', action: 'changed', reason: 'somebody else had taken the ports' }];
}

/** Puts on the account that the namespace was born with what somebody had given its source: pull secrets, notes, labels. */
export async function mergeAccount(
  cluster: Cluster,
  kind: Kind,
  manifest: Manifest,
  mapping: NamespaceMapping,
): Promise<void> {
  const { metadata } = sanitise(manifest, mapping);
  const { name, namespace, labels, annotations } = metadata;
  await cluster.patch(kind, namespace, name, {
    metadata: { ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
    imagePullSecrets: pullSecretsOf(manifest),
  });
}
