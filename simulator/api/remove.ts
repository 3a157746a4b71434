import { type Kind, resourceOf } from '../kinds.ts';
import { addFinalizer, graceOf, isDeleting, isRecord, type KubeObject, nameOf, objectKey } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { badRequest, conflict, success } from '../status.ts';
import { existing } from './read.ts';
import { type Answer, type Call, ok, type Target } from './request.ts';

interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  orphanDependents?: boolean;
  preconditions?: { uid?: string; resourceVersion?: string };
}

/** Options come in the body, the query, or both; the body wins. */
function optionsOf(call: Call): DeleteOptions {
  const grace = call.query.get('gracePeriodSeconds');
  const policy = call.query.get('propagationPolicy');
  return {
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(isRecord(call.body) ? (call.body as DeleteOptions) : {}),
  };
}

/**
 * The API server still orphans the pods of a batch/v1 Job that is deleted without a policy: a trap that has to be here.
 */
function policyOf(kind: Kind, options: DeleteOptions): string {
  const policy = options.propagationPolicy ?? (options.orphanDependents === true ? 'Orphan' : undefined);
  if (policy === undefined) return kind.kind === 'Job' ? 'Orphan' : 'Background';
  if (!['Orphan', 'Background', 'Foreground'].includes(policy))
    throw badRequest(`invalid propagationPolicy: ${policy}`);
  return policy;
}

function checkPreconditions(kind: Kind, object: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion } = object.metadata;
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    const why = `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict({ plural: kind.kind, group: kind.group }, nameOf(object), why);
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    const why = `Precondition failed: ResourceVersion in precondition: ${preconditions.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`;
    throw conflict(kind, nameOf(object), why);
  }
}

export function deleteObject(simulation: Simulation, target: Target, call: Call): Answer {
  const { store } = simulation;
  const { kind, namespace, name } = target;
  const object = existing(simulation, target);
  const options = optionsOf(call);
  const [resource, key] = [resourceOf(kind), objectKey(namespace, name)];
  const policy = policyOf(kind, options);
  checkPreconditions(kind, object, options);
  if (policy !== 'Background' && !isDeleting(object))
    store.modify(resource, key, (draft) => addFinalizer(draft, policy === 'Orphan' ? 'orphan' : 'foregroundDeletion'));
  if (kind.kind === 'Namespace') {
    store.modify(resource, key, (draft) => {
      draft.status = { ...(draft.status as object), phase: 'Terminating' };
    });
  }
  store.remove(resource, key, { graceSeconds: graceOf(object, options.gracePeriodSeconds) });
  const left = store.get(resource, key);
  return ok(left ?? (kind.kind === 'Pod' ? object : success(kind, name, object.metadata.uid)));
}
