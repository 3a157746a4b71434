import { fieldsOf, listOf, type Manifest } from '../../manifest/manifest.ts';
import type { FieldChange } from '../restored-object.ts';
import { drop, type Sanitiser, type Sanitising, without, withSpec } from './sanitiser.ts';

const TAKEN = 'its source on the same cluster may still have it';
const TAKEN_PORT = 'its source on the same cluster may still have it, and the cluster gives another';

/**
 * Addresses inside the cluster are given anew, `None` is a wish. Beside its source a Service gives up what only one can
 * have: node ports, external addresses, the load balancer's.
 */
export const sanitiseService: Sanitiser = (service, at) => {
  const { beside, note } = at;
  let spec = fieldsOf(service.spec) ?? {};
  const headless = spec.clusterIP === 'None';
  if (!headless) {
    if (typeof spec.clusterIP === 'string' && spec.clusterIP !== '') {
      note('changed', 'spec.clusterIP', 'the cluster gives the Service another address');
    }
    spec = without(spec, ['clusterIP', 'clusterIPs']);
  }
  spec = withFamilies(spec, headless, at);
  if (!beside) return withSpec(service, spec);
  spec = drop(spec, ['externalIPs', 'loadBalancerIP'], (field) => note('dropped', `spec.${field}`, TAKEN));
  const { manifest, changes } = withoutNodePorts(withSpec(service, spec), TAKEN_PORT);
  for (const { action, field, reason } of changes) note(action, field, reason);
  return manifest;
};

/** The cluster gives others, where somebody else has the Service's node ports. */
export function withoutNodePorts(service: Manifest, reason = 'another Service has it, and the cluster gives another') {
  const changes: FieldChange[] = [];
  const note = (field: string): void => void changes.push({ field, action: 'changed', reason });
  const spec = drop(fieldsOf(service.spec) ?? {}, ['healthCheckNodePort'], (name) => note(`spec.${name}`));
  if (Array.isArray(spec.ports)) {
    spec.ports = listOf(spec.ports).map((port, at) =>
      drop(port, ['nodePort'], (name) => note(`spec.ports[${at}].${name}`)),
    );
  }
  return { manifest: withSpec(service, spec), changes };
}

/**
 * The families of a cluster that the target has not: it refuses a Service that names one, or that wants two where there
 * is one. A headless Service without a selector may name any.
 * @see kubernetes/kubernetes:pkg/registry/core/service/storage/alloc.go, initIPFamilyFields
 */
function withFamilies(spec: Record<string, unknown>, headless: boolean, { context: { families }, note }: Sanitising) {
  const free = headless && Object.keys(fieldsOf(spec.selector) ?? {}).length === 0;
  if (!families || free || spec.type === 'ExternalName') return spec;
  const wanted = Array.isArray(spec.ipFamilies) ? spec.ipFamilies.map(String) : [];
  const kept = wanted.filter((family) => families.includes(family));
  const reason = `the cluster has ${families.join(' and ')} only`;
  const fitting = { ...spec };
  if (kept.length < wanted.length) {
    note('changed', 'spec.ipFamilies', reason);
    if (kept.length > 0) fitting.ipFamilies = kept;
    else delete fitting.ipFamilies;
  }
  if (spec.ipFamilyPolicy === 'RequireDualStack' && families.length < 2) {
    note('changed', 'spec.ipFamilyPolicy', reason);
    fitting.ipFamilyPolicy = 'PreferDualStack';
  }
  return fitting;
}
