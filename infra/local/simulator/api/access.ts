import { resourceOf } from '../kinds.ts';
import { isRecord } from '../objects.ts';
import { fieldAt } from '../selectors.ts';
import type { Simulation } from '../simulation.ts';
import { StatusError } from '../status.ts';
import { type Answer, type Call, ok, type Target, verbOf } from './request.ts';

const isDenial = (rule: { effect: object }) => 'forbid' in rule.effect;

/** Everybody may do everything, but for what a `forbid` fault takes away. */
export function checkAccess(simulation: Simulation, call: Call, target: Target): void {
  const { kind, namespace, name, subresource } = target;
  const verb = verbOf(call, target);
  const resource = subresource === '' ? resourceOf(kind) : `${resourceOf(kind)}/${subresource}`;
  if (!simulation.faults.take('request', { verb, resource, namespace, name, user: call.user }, isDenial)) return;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const shown = name === '' ? '' : ` "${name}"`;
  const plural = subresource === '' ? kind.plural : `${kind.plural}/${subresource}`;
  const message = `${resourceOf(kind)}${shown} is forbidden: User "${call.user}" cannot ${verb} resource "${plural}" in API group "${kind.group}" ${where}`;
  throw new StatusError(403, 'Forbidden', message, {
    ...(name === '' ? {} : { name }),
    group: kind.group,
    kind: kind.plural,
  });
}

/** authorization.k8s.io/v1 SelfSubjectAccessReview. */
export function reviewAccess(simulation: Simulation, call: Call): Answer {
  const asked = fieldAt(call.body, 'spec.resourceAttributes');
  const attributes = isRecord(asked) ? asked : {};
  const text = (field: string) => String(attributes[field] ?? '');
  const resource = text('group') === '' ? text('resource') : `${text('resource')}.${text('group')}`;
  const subject = {
    verb: text('verb'),
    resource: text('subresource') === '' ? resource : `${resource}/${text('subresource')}`,
    namespace: text('namespace'),
    name: text('name'),
    user: call.user,
  };
  const denied = simulation.faults.peek('request', subject, isDenial) !== undefined;
  const status = denied ? { allowed: false } : { allowed: true, reason: 'the simulator allows what no fault forbids' };
  return ok({ ...(isRecord(call.body) ? call.body : {}), metadata: { creationTimestamp: null }, status }, 201);
}
