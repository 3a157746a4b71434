import { toFault } from '../../domain/errors.ts';
import { describeManifest, type Manifest } from '../../domain/manifest/manifest.ts';
import { isMappedClass, mapClasses } from '../../domain/restore/map-classes.ts';
import { targetOf } from '../../domain/restore/map-namespaces.ts';
import type { RestoreContext } from '../../domain/restore/restore-context.ts';
import type { RestoreSpec } from '../../domain/restore/restore-spec.ts';
import { sanitise } from '../../domain/restore/sanitise.ts';
import { inParallel } from '../../platform/in-parallel.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { type Kind, PVC } from '../../services/cluster/kinds.ts';

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

export interface Trial {
  /** The target will refuse it: what it says is about the object alone. */
  refusal?: string;
  /** The target refuses it now; what it says may depend on what the restore has yet to make, or on room. */
  doubt?: string;
}

/**
 * Asks the API server to make an object without making it (a dry run): schema, versions, validation, admission.
 *
 * Into a namespace that is not there nothing can be asked: the API server answers 404 before it looks at the object. For
 * such an object our own namespace stands in; of the answers only those count that are about the object alone (422, and
 * 400 that no webhook gave), never quota, Pod Security or policy of a namespace that is not its own.
 * @param object as it would be created
 * @param place where to ask; `isOwn` when that is where it is to be
 */
export async function tryObject(
  cluster: Cluster,
  kind: Kind,
  object: Manifest,
  place: { namespace: string | undefined; isOwn: boolean },
): Promise<Trial> {
  const { namespace: _, ...metadata } = object.metadata;
  const asked = { ...object, metadata: place.namespace ? { ...metadata, namespace: place.namespace } : metadata };
  try {
    await cluster.create(kind, asked, { dryRun: true });
    return {};
  } catch (thrown) {
    const fault = toFault(thrown);
    // of a webhook whose pods are away nothing is learnt; that its object is made, the restore itself waits for
    if (/calling webhook/.test(fault.message)) return {};
    if (fault.disposition !== 'Permanent' || fault.code === 'cluster.unauthorized') throw fault;
    const { status } = fault.details;
    if (isOfTheObject(Number(status), fault.message)) return { refusal: fault.message };
    return place.isOwn && isWorthSaying(fault.message) ? { doubt: fault.message } : {};
  }
}

/** Quota, policies and lookups of other objects answer 403; a webhook may answer anything. */
function isOfTheObject(status: number, message: string): boolean {
  if (
    /admission webhook|namespaces .* not found|does not support dry run|provided port is already allocated/.test(
      message,
    )
  )
    return false;
  return status === 400 || status === 404 || status === 422;
}

/** What a pod needs (its account, its priority) may come with the backup. */
function isWorthSaying(message: string): boolean {
  return !/not found|does not support dry run|provided port is already allocated/.test(message);
}
