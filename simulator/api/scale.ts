import { isRecord, type KubeObject } from '../objects.ts';
import { mergePatch } from '../patch.ts';
import { fieldAt } from '../selectors.ts';
import type { Simulation } from '../simulation.ts';
import { badRequest, invalid, unsupportedMediaType } from '../status.ts';
import { existing } from './read.ts';
import { type Answer, type Call, ok, type Target } from './request.ts';
import { updateObject } from './write.ts';

const PATCHES = ['application/merge-patch+json', 'application/strategic-merge-patch+json'];

/** `…/scale` of what has replicas: an autoscaling/v1 Scale, as `kubectl scale` reads and patches it. */
export function onScale(simulation: Simulation, target: Target, call: Call): Answer {
  const workload = existing(simulation, target);
  const scale = scaleOf(workload);
  if (call.method === 'GET') return ok(scale);
  if (call.method === 'PATCH' && !PATCHES.includes(call.contentType)) throw unsupportedMediaType();
  const wanted = call.method === 'PATCH' ? mergePatch(scale, call.body) : call.body;
  if (!isRecord(wanted) || wanted.kind !== 'Scale') throw badRequest('the object provided is no Scale');
  const replicas = fieldAt(wanted, 'spec.replicas') ?? 0;
  if (!Number.isInteger(replicas) || Number(replicas) < 0) {
    const why = `Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`;
    throw invalid(target.kind, target.name, 'spec.replicas', why);
  }
  const resourceVersion = fieldAt(wanted, 'metadata.resourceVersion');
  const body = {
    ...workload,
    metadata: { ...workload.metadata, resourceVersion },
    spec: { ...(isRecord(workload.spec) ? workload.spec : {}), replicas },
  };
  const { body: written } = updateObject(simulation, { ...target, subresource: '' }, { ...call, body });
  return ok(scaleOf(written as KubeObject));
}

function scaleOf({ metadata, spec, status }: KubeObject) {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const labels = fieldAt(spec, 'selector.matchLabels');
  const selector = Object.entries(isRecord(labels) ? labels : {}).map(([key, value]) => `${key}=${String(value)}`);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: fieldAt(spec, 'replicas') ?? 1 },
    status: { replicas: fieldAt(status, 'replicas') ?? 0, selector: selector.join(',') },
  };
}
