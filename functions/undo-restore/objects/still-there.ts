import { kindNameOf } from '../../domain/manifest/manifest.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { listManifests } from '../../manifests/collect-unit.ts';
import type { Cluster, KubeObject } from '../../services/cluster/cluster.ts';
import { type Kind, PV, PVC } from '../../services/cluster/kinds.ts';
import type { MadeObject } from './made-objects.ts';

/** Which of these are there still, by one LIST for each kind and namespace. A kind that is gone has none. */
export async function stillThere(cluster: Cluster, kinds: readonly Kind[], objects: readonly MadeObject[]) {
  const byName = new Map(kinds.map((kind) => [kindNameOf(kind), kind]));
  const lists = new Map<string, Set<string>>();
  const there: (MadeObject & { of: Kind })[] = [];
  for (const object of objects) {
    const of = byName.get(kindNameOf(object));
    if (!of) continue;
    const key = `${kindNameOf(of)} ${object.namespace ?? ''}`;
    const uids = lists.get(key) ?? (await uidsOf(cluster, of, object.namespace));
    lists.set(key, uids);
    if (uids.has(object.uid)) there.push({ ...object, of });
  }
  return there;
}

async function uidsOf(cluster: Cluster, kind: Kind, namespace: string | undefined): Promise<Set<string>> {
  const uids = new Set<string>();
  for await (const { metadata } of listManifests(cluster, kind, namespace ? { namespace } : {})) {
    if (metadata.uid) uids.add(metadata.uid);
  }
  return uids;
}

/** Claims that got a volume. One whose hand-over did not end is known by its volume, whose uid was recorded before. */
export async function claimsOf(cluster: Cluster, volumes: readonly Volume[]): Promise<(MadeObject & { of: Kind })[]> {
  const found: (MadeObject & { of: Kind })[] = [];
  for (const { pvc, restored } of volumes) {
    if (!restored?.pv) continue;
    const claim = await cluster.get(PVC, restored.namespace, pvc);
    if (!claim?.metadata.uid || !(await isGiven(cluster, claim, restored))) continue;
    found.push({
      group: '',
      kind: PVC.kind,
      namespace: restored.namespace,
      name: pvc,
      uid: claim.metadata.uid,
      of: PVC,
    });
  }
  return found;
}

/** The volumes of those claims that their driver still has to remove, as their class says; and those that stay. */
export async function volumesLeft(cluster: Cluster, volumes: readonly Volume[]) {
  const given = new Map(volumes.flatMap(({ restored }) => (restored?.pv ? [[restored.pv, restored] as const] : [])));
  if (given.size === 0) return { going: [], retained: [] };
  const there = (await cluster.listAll(PV)).filter(({ metadata }) => given.get(metadata.name)?.pvUid === metadata.uid);
  const names = there.map(({ metadata }) => metadata.name);
  const isRetained = (name: string) => given.get(name)?.reclaimPolicy === 'Retain';
  return { going: names.filter((name) => !isRetained(name)), retained: names.filter(isRetained) };
}

async function isGiven(cluster: Cluster, claim: KubeObject, { pv, pvUid, claimUid }: NonNullable<Volume['restored']>) {
  if (claimUid) return claim.metadata.uid === claimUid;
  if (!pv || claim.spec?.volumeName !== pv) return false;
  return (await cluster.get(PV, undefined, pv))?.metadata.uid === pvUid;
}
