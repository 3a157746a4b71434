import { toFault } from '../../domain/errors.ts';
import type { Manifest } from '../../domain/manifest/manifest.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Kind } from '../../services/cluster/kinds.ts';

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
