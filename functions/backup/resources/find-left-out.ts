import { createTally, type LeftOut } from '../../domain/backup/kept-out.ts';
import { kindNameOf } from '../../domain/manifest/manifest.ts';
import { REFERRED_KINDS, type Reference, referencesOf, WORKLOADS } from '../../domain/manifest/references.ts';
import { isInEveryNamespace } from '../../domain/manifest/resources.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Kind } from '../../services/cluster/kinds.ts';
import { type Judge, judgedObjects, selectedObjects } from './judged-objects.ts';

type Referred = Reference & { by: string };

/**
 * What the workloads of a namespace that are in the backup mount or refer to, and is not in it. Of kinds that are read,
 * what is there; of others, which nobody reads, all that is referred to.
 */
export async function findLeftOut(cluster: Cluster, kinds: readonly Kind[], namespace: string, judge: Judge) {
  const { tally, add } = createTally<LeftOut>();
  const referred = await referredIn(cluster, kinds, namespace, judge);
  for (const kind of REFERRED_KINDS) {
    const ofKind = referred.filter((one) => one.kind === kind.kind);
    const known = kinds.find((one) => kindNameOf(one) === kindNameOf(kind));
    if (ofKind.length === 0 || !known) continue;
    const isLeftOut = await leftOutOf(cluster, known, namespace, judge);
    for (const { name, by } of ofKind) if (isLeftOut(name)) add({ kind: kind.kind, namespace, name, by });
  }
  return tally;
}

/** Each once, with the first that refers to it: a Deployment before its pods. */
async function referredIn(cluster: Cluster, kinds: readonly Kind[], namespace: string, judge: Judge) {
  const found = new Map<string, Referred>();
  for (const workload of WORKLOADS) {
    const kind = kinds.find((one) => kindNameOf(one) === workload);
    if (!kind) continue;
    for await (const object of selectedObjects(cluster, kind, namespace, judge)) {
      const by = `${workload} ${object.metadata.name}`;
      for (const one of referencesOf(object)) {
        const key = `${one.kind} ${one.name}`;
        if (!found.has(key)) found.set(key, { ...one, by });
      }
    }
  }
  return [...found.values()];
}

async function leftOutOf(cluster: Cluster, kind: Kind, namespace: string, judge: Judge) {
  const wanted = judge.wants(kind, namespace);
  if (wanted !== 'all') return (name: string) => !wanted.includes(name) && !isInEveryNamespace(kind, name);
  const left = new Set<string>();
  for await (const { manifest, verdict } of judgedObjects(cluster, kind, namespace, judge)) {
    if (verdict !== 'selected') left.add(manifest.metadata.name);
  }
  return (name: string) => left.has(name);
}
