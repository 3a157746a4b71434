import { resourceOf } from '../kinds.ts';
import { isRecord } from '../objects.ts';
import { fieldAt } from '../selectors.ts';
import type { Simulation } from '../simulation.ts';
import { StatusError } from '../status.ts';
import { isGranted } from './rbac.ts';
import { type Answer, type Call, ok, type Target, verbOf } from './request.ts';

const isDenial = (rule: { effect: object }) => 'forbid' in rule.effect;

/** ServiceAccounts may do what RBAC grants, everybody else everything, but for what a `forbid` fault takes away. */
export function checkAccess(simulation: Simulation, call: Call, target: Target): void {
  const { kind, namespace, name, subresource } = target;
  const verb = verbOf(call, target);
  const resource = subresource === '' ? resourceOf(kind) : `${resourceOf(kind)}/${subresource}`;
  const path = subresource === '' ? kind.plural : `${kind.plural}/${subresource}`;
  const granted = isGranted(simulation.store, { user: call.user, verb, group: kind.group, resource: path, namespace });
  const taken = simulation.faults.take('request', { verb, resource, namespace, name, user: call.user }, isDenial);
  if (granted && !taken) return;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const shown = name === '' ? '' : ` "${name}"`;
  const message = `${resourceOf(kind)}${shown} is forbidden: User "${call.user}" cannot ${verb} resource "${path}" in API group "${kind.group}" ${where}`;
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
  const path = text('subresource') === '' ? text('resource') : `${text('resource')}/${text('subresource')}`;
  const granted = isGranted(simulation.store, { ...subject, group: text('group'), resource: path });
  const denied = !granted || simulation.faults.peek('request', subject, isDenial) !== undefined;
  const status = denied ? { allowed: false } : { allowed: true, reason: 'granted' };
  return ok({ ...(isRecord(call.body) ? call.body : {}), metadata: { creationTimestamp: null }, status }, 201);
}
