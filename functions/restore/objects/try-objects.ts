import { describeManifest, type Manifest } from '../../domain/manifest/manifest.ts';
import { isMappedClass, mapClasses } from '../../domain/restore/map-classes.ts';
import { targetOf } from '../../domain/restore/map-namespaces.ts';
import type { RestoreContext } from '../../domain/restore/restore-context.ts';
import type { RestoreSpec } from '../../domain/restore/restore-spec.ts';
import { sanitise } from '../../domain/restore/sanitise.ts';
import { inParallel } from '../../platform/in-parallel.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { type Kind, PVC } from '../../services/cluster/kinds.ts';
import { tryObject } from './try-object.ts';

const CONCURRENCY = 8;
/** Of what the target says, which may be long: the first of it names the field. */
const MAX_TEXT = 400;

interface Target {
  cluster: Cluster;
  spec: RestoreSpec;
  context: RestoreContext;
  /** Target namespaces that are there. */
  existing: ReadonlySet<string>;
  /** Claims that come back with their volume, as `namespace/name` of the source. */
  withVolume: ReadonlySet<string>;
}

/** What the target says of the objects that a restore would make, before it makes anything. */
export interface Trials {
  ask(objects: readonly { object: Manifest; kind: Kind }[]): Promise<void>;
  /** In sentences: these the target will refuse. */
  readonly refusals: readonly string[];
  /** These it would refuse now; the restore goes on, and tries. */
  readonly doubts: readonly string[];
}

export function createTrials({ cluster, spec, context, existing, withVolume }: Target): Trials {
  const { namespaceMapping: mapping, storageClassMapping: classes } = spec;
  const refusals: string[] = [];
  const doubts: string[] = [];
  return { ask, refusals, doubts };

  async function ask(objects: readonly { object: Manifest; kind: Kind }[]): Promise<void> {
    await inParallel(objects, CONCURRENCY, async ({ object, kind }) => {
      const { namespace, name } = object.metadata;
      if (isMappedClass(classes, object)) return;
      if (kind.group === PVC.group && kind.kind === PVC.kind && withVolume.has(`${namespace}/${name}`)) return;
      const { refusal, doubt } = await tryObject(cluster, kind, wantedOf(object), placeOf(namespace));
      if (refusal) refusals.push(`${describeManifest(object)}: ${refusal.slice(0, MAX_TEXT)}`);
      if (doubt) doubts.push(`the target may refuse ${describeManifest(object)}: ${doubt.slice(0, MAX_TEXT)}`);
    });
  }

  function wantedOf(object: Manifest): Manifest {
    return sanitise(mapClasses(object, classes), context).manifest;
  }

  function placeOf(namespace: string | undefined): { namespace: string | undefined; isOwn: boolean } {
    const target = namespace === undefined ? undefined : targetOf(mapping, namespace);
    if (target === undefined || existing.has(target)) return { namespace: target, isOwn: true };
    return { namespace: cluster.ownNamespace, isOwn: false };
  }
}
