import { isExcluded } from '../../domain/backup/good-backup.ts';
import { createTally, isAnnotatedOut, type KeptOut, type Tally } from '../../domain/backup/kept-out.ts';
import { CLAIM, type ObjectFacts, type ObjectSelector, type Verdict } from '../../domain/backup/select-objects.ts';
import { kindNameOf, type Manifest } from '../../domain/manifest/manifest.ts';
import { exclusionOf } from '../../domain/manifest/resources.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { listManifests, type Unit } from '../../manifests/collect-unit.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { type Kind, NAMESPACE } from '../../services/cluster/kinds.ts';

/** Reads the objects of a kind, with what tells whether each is in the backup. */
export type ReadObjects = typeof listManifests;

/** Says of each object whether it is in the backup. */
export type Judge = ObjectSelector;

/** A claim is in the backup exactly when its volume is: what PlanBackup has said of it holds, though its labels change. */
export function judgeWith(selector: ObjectSelector, volumes: readonly Volume[]): Judge {
  const rows = new Map(volumes.map((volume) => [`${volume.namespace}/${volume.pvc}`, volume]));
  const verdictOf = (object: ObjectFacts): Verdict => {
    const row = kindNameOf(object) === CLAIM.kind ? rows.get(`${object.namespace}/${object.name}`) : undefined;
    if (row && !isExcluded(row)) return 'selected';
    const verdict = selector.verdictOf(object);
    return row && verdict === 'selected' ? 'unselected' : verdict;
  };
  return { ...selector, verdictOf };
}

/** A unit that counts what is kept out of it. */
export interface JudgedUnit extends Unit {
  keptOut(): Tally<KeptOut>;
  /** Of single objects that were asked for, those that are not there; known once it was read. */
  missing(): readonly string[];
}

/** What of a kind in a namespace is in the backup. */
export function namespacedUnit(
  cluster: Cluster,
  kind: Kind,
  namespace: string,
  judge: Judge,
  readObjects: ReadObjects = listManifests,
): JudgedUnit {
  let kept = createTally<KeptOut>();
  let missing: string[] = [];
  async function* read() {
    kept = createTally<KeptOut>();
    const wanted = judge.wants(kind, namespace);
    const lacking = new Set(wanted === 'all' ? [] : wanted);
    for await (const object of judgedObjects(cluster, kind, namespace, judge, readObjects)) {
      lacking.delete(object.manifest.metadata.name);
      const { verdict, manifest } = object;
      if (verdict === 'selected') yield manifest;
      else if (verdict !== 'unselected') kept.add(keptOutOf(kind, manifest, verdict.keptOut));
    }
    missing = [...lacking].map((name) => `${kindNameOf(kind)} ${namespace}/${name}`);
  }
  return { kind, namespace, read, keptOut: () => kept.tally, missing: () => missing };
}

/** Of what is cluster-scoped and comes along; of namespaces PlanBackup has decided. */
export function withoutAnnotated(unit: Unit): JudgedUnit {
  let kept = createTally<KeptOut>();
  async function* read() {
    kept = createTally<KeptOut>();
    for await (const object of unit.read()) {
      if (unit.kind !== NAMESPACE && isAnnotatedOut(object.metadata.annotations))
        kept.add(keptOutOf(unit.kind, object, 'annotation'));
      else yield object;
    }
  }
  return { ...unit, read, keptOut: () => kept.tally, missing: () => [] };
}

/** Nobody reads objects of a kind that is excluded; a claim may be one all the same, by its row. */
function keptOutOf(kind: Unit['kind'], { metadata }: Manifest, by: KeptOut['by']): KeptOut {
  const { namespace, name } = metadata;
  return { kind: kindNameOf(kind), ...(namespace ? { namespace } : {}), name, by };
}

/** All that may be in the backup, and what is said of each. */
export async function* judgedObjects(
  cluster: Cluster,
  kind: Kind,
  namespace: string,
  judge: Judge,
  readObjects: ReadObjects = listManifests,
) {
  const wanted = judge.wants(kind, namespace);
  const objects =
    wanted === 'all'
      ? readObjects(cluster, kind, { namespace })
      : listNamed(cluster, kind, namespace, wanted, readObjects);
  for await (const manifest of objects) {
    if (exclusionOf(manifest)) continue;
    const { name, labels, annotations } = manifest.metadata;
    const facts = { group: kind.group, kind: kind.kind, namespace, name, labels, annotations };
    yield { manifest, verdict: judge.verdictOf(facts) };
  }
}

export async function* selectedObjects(cluster: Cluster, kind: Kind, namespace: string, judge: Judge) {
  for await (const { manifest, verdict } of judgedObjects(cluster, kind, namespace, judge)) {
    if (verdict === 'selected') yield manifest;
  }
}

/** By lists, which is what the backup identity may. */
async function* listNamed(
  cluster: Cluster,
  kind: Kind,
  namespace: string,
  names: readonly string[],
  readObjects: ReadObjects,
) {
  for (const name of names.toSorted()) {
    const fieldSelector = `metadata.name=${name}`;
    for await (const object of readObjects(cluster, kind, { namespace, fieldSelector })) {
      if (object.metadata.name === name) yield object;
    }
  }
}
