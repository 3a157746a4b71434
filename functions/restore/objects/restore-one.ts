import { describeManifest, type Manifest } from '../../domain/manifest/manifest.ts';
import { mapClasses } from '../../domain/restore/map-classes.ts';
import { targetOf } from '../../domain/restore/map-namespaces.ts';
import { STORED } from '../../domain/restore/restorable.ts';
import {
  describeChange,
  type FieldChange,
  type ObjectFate,
  type RestoredObject,
  recordOf,
} from '../../domain/restore/restored-object.ts';
import { WRITTEN_BY_CONTROLLER } from '../../domain/restore/sanitise.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { NAMESPACE } from '../../services/cluster/kinds.ts';
import { createDecider, type Deciding } from './decide-fate.ts';
import { mergeAccount, restoreObject } from './restore-object.ts';

interface Restoration extends Deciding {
  cluster: Cluster;
}

/** @returns restores one object, which gets an answer whatever comes; `maybeOurs`: an earlier turn may have made it */
export function createRestorer(restoration: Restoration) {
  const { operation, cluster, restoring } = restoration;
  const { context } = restoring;
  const { namespaceMapping: mapping, storageClassMapping: classes } = operation.spec;
  const decide = createDecider(restoration);

  async function fateOf(object: Manifest, maybeOurs: boolean): Promise<ObjectFate> {
    const decision = decide(object);
    if ('fate' in decision) return decision.fate;
    const { kind, how, isNewNamespace } = decision;
    if (how === 'create') {
      return await restoreObject(mapClasses(object, classes), { cluster, kind, context, maybeOurs, isNewNamespace });
    }
    const fields = await mergeAccount(cluster, kind, object, context);
    return { outcome: 'merged', ...(fields.length > 0 ? { fields } : {}) };
  }

  return async (object: Manifest, maybeOurs: boolean): Promise<RestoredObject> => {
    const { namespace, name } = object.metadata;
    const target = namespace === undefined ? undefined : targetOf(mapping, namespace);
    const fate = await fateOf(object, maybeOurs);
    const isNamespace = object.kind === NAMESPACE.kind && target === undefined;
    const named = isNamespace ? { ...object, metadata: { name: targetOf(mapping, name) } } : object;
    return recordOf(named, target, fate);
  };
}

const MAX_SAID = 3;
/** Everybody expects an address of the cluster, a token and the owner's uid to be another one, and controllers to write status. */
function isExpected({ field, action, reason }: FieldChange): boolean {
  if (field === 'spec.clusterIP' || field === 'data' || reason === WRITTEN_BY_CONTROLLER) return true;
  return action === 'changed' && field.startsWith('metadata.ownerReferences');
}

/** For the operation's warnings: what a person would not expect. What stays in the backup as a rule is not among it. */
export function noteOf({ apiVersion, kind }: Manifest, record: RestoredObject): string | undefined {
  const { outcome, reason, why, fields = [], name, namespace } = record;
  // Under the name that it has where it is brought to: under its source's it reads as if that had been changed.
  const metadata = { name, ...(namespace ? { namespace } : {}) };
  const object = { ...(apiVersion ? { apiVersion } : {}), ...(kind ? { kind } : {}), metadata };
  if (reason === 'class_mapped') return `not restored: ${describeManifest(object)}, which was mapped: ${why}`;
  if (reason === 'wants_admin') return `not restored: ${describeManifest(object)}: ${why}`;
  if (outcome === 'left' && reason !== 'same' && !STORED.some((one) => one === reason)) {
    return `left as it is: ${describeManifest(object)}: ${why}`;
  }
  const changes = fields.filter((change) => !isExpected(change));
  if (changes.length === 0) return undefined;
  const said = changes.slice(0, MAX_SAID).map(describeChange).join('; ');
  const more = changes.length > MAX_SAID ? `; and ${changes.length - MAX_SAID} more` : '';
  const what = changes.every(({ action }) => action === 'kept') ? 'worth a look' : 'not as it was';
  return `${what}: ${describeManifest(object)}: ${said}${more}`;
}
