import { toFault } from '../../domain/errors.ts';
import { kindNameOf, type Manifest, type OwnerReference } from '../../domain/manifest/manifest.ts';
import { targetOf } from '../../domain/restore/map-namespaces.ts';
import type { ObjectBatch, RestoredObject } from '../../domain/restore/restored-object.ts';
import { ownerField } from '../../domain/restore/sanitising/metadata.ts';
import { listManifests } from '../../manifests/collect-unit.ts';
import type { Restoring } from '../../manifests/restoring.ts';
import { inParallel } from '../../platform/in-parallel.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { apiVersionOf, type Kind, NAMESPACE } from '../../services/cluster/kinds.ts';

const CONCURRENCY = 8;

/**
 * Sets the owners of what this restore made, once all of it is there: an object that names an owner which is not is
 * collected at once, and an operator that wakes before its Secret is there makes another one. Nothing else is touched:
 * the patch names the uid that the record has. Idempotent.
 * @returns links the objects of a batch; the batch as it is to be recorded when an owner could not be set, or undefined
 */
export function createLinker(cluster: Cluster, restoring: Restoring) {
  const { context } = restoring;
  const lists = new Map<string, Promise<Map<string, string>>>();

  return async (objects: readonly Manifest[], batch: ObjectBatch): Promise<ObjectBatch | undefined> => {
    const failures = new Map<number, Map<string, string>>();
    const made = [...batch.objects.entries()].filter(([, { outcome, uid }]) => outcome === 'created' && uid);
    await inParallel(made, CONCURRENCY, async ([at, record]) => {
      const object = objects[batch.from + at];
      const owners = object?.metadata.ownerReferences?.filter((owner) => context.comesBack(owner) === 'restored') ?? [];
      const kind = object && owners.length > 0 ? restoring.kindOf(object) : undefined;
      if (!object || !kind) return;
      const failed = await link(kind, record, await resolve(object, owners));
      if (failed.size > 0) failures.set(at, failed);
    });
    if (failures.size === 0) return undefined;
    return { ...batch, objects: batch.objects.map((record, at) => withFailures(record, failures.get(at))) };
  };

  /** Each owner with the uid that it has now. */
  async function resolve(object: Manifest, owners: readonly OwnerReference[]) {
    return await Promise.all(
      owners.map(async (owner) => {
        const kind = restoring.servedKindOf(owner);
        const { namespace = '' } = object.metadata;
        const isNamespace = kind?.group === NAMESPACE.group && kind.kind === NAMESPACE.kind;
        if (!kind || (!kind.namespaced && !isNamespace)) return { owner, now: undefined };
        const name = isNamespace ? targetOf(context.mapping, owner.name) : owner.name;
        const uid = (await uidsOf(kind, kind.namespaced ? targetOf(context.mapping, namespace) : undefined)).get(name);
        return { owner, now: uid === undefined ? undefined : { ...owner, apiVersion: apiVersionOf(kind), name, uid } };
      }),
    );
  }

  function uidsOf(kind: Kind, namespace: string | undefined): Promise<Map<string, string>> {
    const key = `${kindNameOf(kind)} ${namespace ?? '-'}`;
    const list = lists.get(key) ?? readUids(cluster, kind, namespace);
    lists.set(key, list);
    return list;
  }

  async function link(
    kind: Kind,
    { namespace, name, uid }: RestoredObject,
    owners: readonly { owner: OwnerReference; now: OwnerReference | undefined }[],
  ): Promise<Map<string, string>> {
    const failed = new Map<string, string>();
    for (const { owner, now } of owners) if (!now) failed.set(ownerField(owner), 'the owner is not there');
    const wanted = owners.flatMap(({ now }) => (now ? [now] : []));
    if (wanted.length === 0) return failed;
    const why = await setOwners(cluster, kind, { namespace, name, uid: uid ?? '' }, wanted);
    if (why) for (const { owner } of owners) failed.set(ownerField(owner), why);
    return failed;
  }
}

async function readUids(cluster: Cluster, kind: Kind, namespace: string | undefined): Promise<Map<string, string>> {
  const uids = new Map<string, string>();
  for await (const { metadata } of listManifests(cluster, kind, namespace ? { namespace } : {})) {
    if (metadata.uid && !metadata.deletionTimestamp) uids.set(metadata.name, metadata.uid);
  }
  return uids;
}

/** @returns why they could not be set */
async function setOwners(
  cluster: Cluster,
  kind: Kind,
  { namespace, name, uid }: { namespace: string | undefined; name: string; uid: string },
  owners: readonly OwnerReference[],
): Promise<string | undefined> {
  const fieldSelector = `metadata.name=${name}`;
  const [found] = (await cluster.list(kind, { ...(namespace ? { namespace } : {}), fieldSelector })).items;
  if (found?.metadata.uid !== uid) return 'the object was replaced';
  const there: readonly OwnerReference[] = found.metadata.ownerReferences ?? [];
  const missing = owners.filter((owner) => !there.some((one) => one.uid === owner.uid));
  if (missing.length === 0) return undefined;
  const isOwned = there.some(({ controller }) => controller === true);
  const added = isOwned ? missing.map((owner) => ({ ...owner, controller: false })) : missing;
  const { resourceVersion } = found.metadata;
  try {
    await cluster.patch(kind, namespace, name, {
      metadata: { uid, resourceVersion, ownerReferences: [...there, ...added] },
    });
    return undefined;
  } catch (thrown) {
    const fault = toFault(thrown);
    // somebody wrote it in between: another look
    if (fault.details.reason === 'Conflict') return await setOwners(cluster, kind, { namespace, name, uid }, owners);
    // some clusters let nobody hold up the deletion of an owner whose finalizers he may not write
    if (/blockOwnerDeletion/.test(fault.message) && owners.some(({ blockOwnerDeletion }) => blockOwnerDeletion)) {
      const freed = owners.map((owner) => {
        const { blockOwnerDeletion: _held, ...rest } = owner;
        return rest;
      });
      return await setOwners(cluster, kind, { namespace, name, uid }, freed);
    }
    if (fault.disposition !== 'Permanent') throw fault;
    return `the cluster refused it: ${fault.message}`;
  }
}

function withFailures(record: RestoredObject, failed: ReadonlyMap<string, string> | undefined): RestoredObject {
  if (!failed) return record;
  const fields = (record.fields ?? []).map((change) => {
    const reason = failed.get(change.field);
    return reason === undefined ? change : { ...change, action: 'dropped' as const, reason };
  });
  return { ...record, fields };
}
