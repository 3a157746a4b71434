import { covers } from '../domain/covers.ts';
import { Fault, toFault } from '../domain/errors.ts';
import type { FieldChange } from '../domain/field-change.ts';
import { describeManifest, type Manifest } from '../domain/manifest.ts';
import type { RestoreContext } from '../domain/restore-context.ts';
import { sanitise, statusToRestore } from '../domain/sanitise.ts';
import { accountPatchOf } from '../domain/sanitising/account.ts';
import { withoutNodePorts } from '../domain/sanitising/service.ts';
import type { Cluster, Exists } from '../services/cluster/cluster.ts';
import type { Kind } from '../services/cluster/kinds.ts';

export type RestoredHow = 'created' | 'left' | 'ports-changed';

export interface RestoreTarget {
  cluster: Cluster;
  kind: Kind;
  context: RestoreContext;
  /** An earlier turn of this Task may have created it: it wrote so before it began. */
  maybeOurs: boolean;
}

/**
 * Creates one object as it was.
 *
 * One that appeared since CheckTarget looked, and is what would be created, is there: a Task that was delivered twice at
 * once made it, or somebody who meant the same. So is one that a create made whose answer was lost, whatever webhooks
 * have added to it.
 * @returns `left` for a cluster-scoped one that exists: it is used by others, and stays as it is
 * @throws Fault Permanent `restore.conflict` when somebody made another of that name after CheckTarget looked;
 *   `restore.refused` with the cluster's reason, never with the object
 */
export async function restoreObject(manifest: Manifest, target: RestoreTarget): Promise<RestoredHow> {
  const how = await makeObject(manifest, target);
  if (how === 'created') await putStatus(manifest, target);
  return how;
}

/** The status of a custom resource, at its subresource; `kept` where it came back, `dropped` where the target refuses it. */
async function putStatus(manifest: Manifest, { cluster, kind, context }: RestoreTarget): Promise<FieldChange[]> {
  const status = statusToRestore(manifest, context);
  if (status === undefined) return [];
  const { namespace, name } = sanitise(manifest, context).manifest.metadata;
  try {
    const put = await cluster.patchStatus(kind, namespace, name, { status });
    return put ? [] : [{ field: 'status', action: 'dropped', reason: 'the object was gone again' }];
  } catch (thrown) {
    const fault = toFault(thrown);
    if (fault.disposition !== 'Permanent') throw fault;
    return [{ field: 'status', action: 'dropped', reason: `the cluster refused it: ${fault.message}` }];
  }
}

async function makeObject(manifest: Manifest, target: RestoreTarget): Promise<RestoredHow> {
  const { cluster, kind, context, maybeOurs } = target;
  const { manifest: object } = sanitise(manifest, context);
  const made = await create(cluster, kind, object);
  if (made === 'ports-taken') {
    const again = await create(cluster, kind, withoutNodePorts(object).manifest);
    // ports are given out before a name is looked at: those of a Service whose own create lost its answer are taken too
    if (again !== 'created' && covers(await read(cluster, kind, object), object)) return 'created';
    return again === 'exists' && !maybeOurs ? 'left' : 'ports-changed';
  }
  if (made !== 'exists' || maybeOurs) return 'created';
  if (!kind.namespaced) return 'left';
  if (covers(await read(cluster, kind, object), object)) return 'created';
  throw new Fault('restore.conflict', `${describeManifest(object)} appeared during the restore`);
}

async function create(cluster: Cluster, kind: Kind, object: Manifest): Promise<'created' | Exists | 'ports-taken'> {
  try {
    const made = await cluster.create(kind, object);
    return typeof made === 'string' ? made : 'created';
  } catch (thrown) {
    const fault = toFault(thrown);
    if (fault.disposition !== 'Permanent') throw fault;
    if (kind.kind === 'Service' && /provided port is already allocated/.test(fault.message)) return 'ports-taken';
    throw new Fault('restore.refused', `${describeManifest(object)}: ${fault.message}`, { cause: fault });
  }
}

/** By a list of one: the restore identity may list every kind, and get but a few. */
async function read(cluster: Cluster, kind: Kind, { metadata }: Manifest): Promise<Manifest | undefined> {
  const { namespace, name } = metadata;
  const fieldSelector = `metadata.name=${name}`;
  return (await cluster.list(kind, { ...(namespace ? { namespace } : {}), fieldSelector })).items[0];
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
