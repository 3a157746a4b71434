import { randomUUID } from 'node:crypto';
import { copyOf } from '../copy-of.ts';
import { apiVersionOf, type Kind, resourceOf } from '../kinds.ts';
import { isDeleting, isRecord, type KubeObject, objectKey } from '../objects.ts';
import { mergePatch, strategicMerge } from '../patch.ts';
import type { Simulation } from '../simulation.ts';
import {
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  invalid,
  notFound,
  staleVersion,
  unsupportedMediaType,
} from '../status.ts';
import type { NewObject } from '../store.ts';
import { admit } from './admission.ts';
import { checkImmutable } from './immutable.ts';
import { checkLabels, checkName, generatedName } from './names.ts';
import { existing } from './read.ts';
import { type Answer, type Call, ok, type Target } from './request.ts';

function asObject(kind: Kind, body: unknown): KubeObject {
  if (!isRecord(body)) throw badRequest('the object provided is unrecognized (must be of type object)');
  const stated = body.kind ?? kind.kind;
  if (stated !== kind.kind || (body.apiVersion ?? apiVersionOf(kind)) !== apiVersionOf(kind)) {
    throw badRequest(`${String(stated)} in version "${String(body.apiVersion)}" cannot be handled as a ${kind.kind}`);
  }
  // A patched body shares parts with the object in the store.
  const copy = copyOf(body);
  const metadata = isRecord(copy.metadata) ? copy.metadata : {};
  return { ...copy, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata } as unknown as KubeObject;
}

/** Fields the server alone writes. */
function stripServerFields(object: KubeObject): void {
  const metadata = object.metadata as unknown as Record<string, unknown>;
  for (const field of ['selfLink', 'managedFields', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'generation'])
    delete metadata[field];
}

function checkNamespace({ store }: Simulation, kind: Kind, target: string, object: KubeObject): void {
  if (!kind.namespaced) {
    delete object.metadata.namespace;
    return;
  }
  const stated = object.metadata.namespace;
  if (stated !== undefined && stated !== '' && stated !== target) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  object.metadata.namespace = target;
  const namespace = store.get('namespaces', target);
  if (namespace === undefined) throw notFound({ plural: 'namespaces', group: '' }, target);
  if (isDeleting(namespace)) {
    const why = `unable to create new content in namespace ${target} because it is being terminated`;
    throw forbidden(kind, object.metadata.name, why);
  }
}

export function createObject(simulation: Simulation, target: Target, call: Call): Answer {
  const object = asObject(target.kind, call.body);
  prepare(simulation, target.kind, target.namespace, object);
  if (call.query.get('dryRun') === 'All') return ok(object, 201);
  return ok(simulation.store.insert(resourceOf(target.kind), object), 201);
}

/** Everything between a body and the store; throws the StatusError that the client would get. */
function prepare(simulation: Simulation, kind: Kind, namespace: string, object: KubeObject): void {
  stripServerFields(object);
  const { metadata } = object;
  metadata.uid = randomUUID();
  if ((metadata.name ?? '') === '' && metadata.generateName) metadata.name = generatedName(metadata.generateName);
  checkName(kind, metadata.name ?? '');
  checkLabels(kind, metadata.name, metadata.labels);
  checkNamespace(simulation, kind, namespace, object);
  if (kind.status) delete object.status;
  admit(simulation, kind, object);
  if (simulation.store.get(resourceOf(kind), objectKey(namespace, metadata.name)) !== undefined) {
    throw alreadyExists(kind, metadata.name);
  }
}

/** As a controller creates: the same admission as for anyone. */
export function createAs<T extends KubeObject>(simulation: Simulation, object: NewObject): T {
  const kind = simulation.kinds.ofObject(object.apiVersion, object.kind);
  if (kind === undefined) throw new Error(`no kind ${object.kind}`);
  const whole = asObject(kind, object);
  prepare(simulation, kind, object.metadata.namespace ?? '', whole);
  return simulation.store.insert<T>(resourceOf(kind), whole);
}

function replace(simulation: Simulation, target: Target, before: KubeObject, after: KubeObject): KubeObject {
  const { kind, name, subresource } = target;
  const { uid, resourceVersion, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation } =
    before.metadata;
  if (after.metadata.name !== name)
    throw badRequest(`the name of the object (${after.metadata.name}) does not match the name on the URL (${name})`);
  if (after.metadata.uid !== undefined && after.metadata.uid !== uid) {
    const why = `Precondition failed: UID in precondition: ${after.metadata.uid}, UID in object meta: ${uid}`;
    throw conflict(kind, name, why);
  }
  if (after.metadata.resourceVersion && after.metadata.resourceVersion !== resourceVersion)
    throw conflict(kind, name, staleVersion);
  const isStatus = subresource === 'status';
  checkImmutable(kind, before, isStatus ? before : after);
  checkLabels(kind, name, after.metadata.labels);
  const written = simulation.store.modify(resourceOf(kind), objectKey(target.namespace, name), (draft) => {
    if (isStatus) {
      draft.status = after.status;
      return;
    }
    for (const field of Object.keys(draft)) if (!(field in after) && field !== 'metadata') delete draft[field];
    const kept = kind.status ? { status: before.status } : {};
    Object.assign(draft, copyOf(after), kept);
    if (kind.status && before.status === undefined) delete draft.status;
    draft.metadata = { ...copyOf(after.metadata), name, uid, resourceVersion, creationTimestamp };
    if (before.metadata.namespace !== undefined) draft.metadata.namespace = before.metadata.namespace;
    if (deletionTimestamp !== undefined) draft.metadata.deletionTimestamp = deletionTimestamp;
    if (deletionGracePeriodSeconds !== undefined)
      draft.metadata.deletionGracePeriodSeconds = deletionGracePeriodSeconds;
    if (generation !== undefined) draft.metadata.generation = generation;
    if (kind.kind === 'Secret') admit(simulation, kind, draft);
    if (kind.kind === 'Namespace' && subresource !== 'finalize') draft.spec = before.spec;
  });
  return written ?? before;
}

export function updateObject(simulation: Simulation, target: Target, call: Call): Answer {
  const before = existing(simulation, target);
  const after = asObject(target.kind, call.body);
  stripServerFields(after);
  return ok(replace(simulation, target, before, after));
}

/** A merge patch is what the product sends; the others are kubectl's: edit, scale, apply. */
export function patchObject(simulation: Simulation, target: Target, call: Call): Answer {
  const isApplied = call.contentType === 'application/apply-patch+yaml';
  const { kind, namespace, name } = target;
  if (isApplied && !simulation.store.get(resourceOf(kind), objectKey(namespace, name))) {
    return createObject(simulation, target, call);
  }
  const isStrategic = isApplied || (call.contentType === 'application/strategic-merge-patch+json' && !kind.custom);
  if (!isStrategic && call.contentType !== 'application/merge-patch+json') throw unsupportedMediaType();
  const before = existing(simulation, target);
  const after = asObject(kind, (isStrategic ? strategicMerge : mergePatch)(before, call.body));
  stripServerFields(after);
  const { uid } = after.metadata;
  // a PUT says it as a precondition, a patch as a change
  if (uid !== undefined && uid !== before.metadata.uid) {
    throw invalid(target.kind, target.name, 'metadata.uid', `Invalid value: "${uid}": field is immutable`);
  }
  return ok(replace(simulation, target, before, after));
}
