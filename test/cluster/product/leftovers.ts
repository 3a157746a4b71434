import type { Operation } from '../../../functions/domain/operation/operation.ts';
import { readApi } from '../harness/api.ts';
import type { Cluster } from '../harness/cluster.ts';
import { storedSnapshots } from '../harness/storage.ts';
import type { Product } from './product.ts';

type Item = {
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: { claimRef?: { namespace?: string }; source?: { snapshotHandle?: string } };
  status?: { snapshotHandle?: string };
};

const KINDS = [
  'api/v1/pods',
  'api/v1/secrets',
  'api/v1/persistentvolumeclaims',
  'apis/batch/v1/jobs',
  'apis/snapshot.storage.k8s.io/v1/volumesnapshots',
  'apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents',
];
const SNAPSHOTS = new Set(KINDS.slice(-2));

/**
 * What of an operation is on the cluster beside the local copies that its rows name, and whatever the storage has of it
 * that no kept copy accounts for. Empty is clean.
 *
 * @param namespaces the application's: a snapshot of a claim of theirs that no content names has leaked
 */
export async function leftovers(
  running: Cluster,
  { installationId, ledger }: Product,
  { operationId }: Operation,
  namespaces: readonly string[],
): Promise<string[]> {
  const volumes = await ledger.readVolumes(operationId);
  const kept = new Set(
    volumes.flatMap(({ localCopy }) => (localCopy?.keptFor && !localCopy.releasedAt ? [localCopy.volumeSnapshot] : [])),
  );
  const selector = `snapferry.dev/installation=${installationId},snapferry.dev/operation=${operationId}`;
  const found: string[] = [];
  for (const kind of KINDS) {
    for (const { metadata } of await list(running, `${kind}?labelSelector=${encodeURIComponent(selector)}`)) {
      if (SNAPSHOTS.has(kind) && kept.has(metadata.name)) continue;
      found.push(`${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
    }
  }
  for (const { metadata, spec } of await list(running, 'api/v1/persistentvolumes')) {
    const claim = spec?.claimRef as { namespace?: string; name?: string } | undefined;
    if (claim?.namespace === 'snapferry' && claim.name?.includes(operationId)) found.push(`PV ${metadata.name}`);
  }
  return [...found, ...(await leakedSnapshots(running, namespaces))];
}

/** Snapshots on the storage, of claims in these namespaces, that no content of the cluster names. */
async function leakedSnapshots(running: Cluster, namespaces: readonly string[]): Promise<string[]> {
  const contents = await list(running, 'apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents');
  const handles = new Set(contents.map(({ spec, status }) => spec?.source?.snapshotHandle ?? status?.snapshotHandle));
  return (await storedSnapshots(running))
    .filter(({ namespace, handle }) => namespaces.includes(namespace) && !handles.has(handle))
    .map(({ namespace, claim, handle }) => `snapshot ${handle} of ${namespace}/${claim}`);
}

async function list(running: Cluster, path: string): Promise<Item[]> {
  return (JSON.parse(await readApi(running.settings, `/${path}`)) as { items: Item[] }).items;
}
