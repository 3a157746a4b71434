import { fieldsOf, groupKindOf, kindNameOf, listOf, type Manifest } from '../manifest/manifest.ts';

/** Versions of built-in kinds of which the later takes what the earlier held, field by field. */
const SAME_FIELDS: Readonly<
  Record<string, { from: readonly string[]; to: string; unless?(object: Manifest): boolean }>
> = {
  'HorizontalPodAutoscaler.autoscaling': { from: ['v2beta2'], to: 'v2' },
  'CronJob.batch': { from: ['v1beta1'], to: 'v1' },
  // an empty selector was none of the pods, and is all of them now
  'PodDisruptionBudget.policy': { from: ['v1beta1'], to: 'v1', unless: selectsNothing },
  'Role.rbac.authorization.k8s.io': { from: ['v1alpha1', 'v1beta1'], to: 'v1' },
  'RoleBinding.rbac.authorization.k8s.io': { from: ['v1beta1'], to: 'v1' },
};

function selectsNothing({ spec }: Manifest): boolean {
  return Object.keys(fieldsOf(fieldsOf(spec)?.selector) ?? {}).length === 0;
}

export function versionNameOf({ apiVersion = '' }: Pick<Manifest, 'apiVersion'>): string {
  return apiVersion.slice(apiVersion.lastIndexOf('/') + 1);
}

/**
 * The version in which a target takes an object: its own where that is served; else one that differs from it by name
 * only, as its definition says where its conversion is `None`: the API server itself then changes nothing but the name.
 * What a webhook converts, only the API server of a cluster that serves both can.
 * @param served by the target, preferred first
 * @param definitions of the kind, the target's and the backup's
 */
export function versionFor(object: Manifest, served: readonly string[], definitions: readonly Manifest[]) {
  const version = versionNameOf(object);
  if (served.includes(version)) return version;
  const pair = SAME_FIELDS[kindNameOf(groupKindOf(object))];
  if (pair?.from.includes(version) && served.includes(pair.to) && !pair.unless?.(object)) return pair.to;
  for (const definition of definitions) {
    const names = listOf(fieldsOf(definition.spec)?.versions).map(({ name }) => name);
    if (!names.includes(version) || !convertsByName(definition)) continue;
    const other = served.find((one) => names.includes(one));
    if (other) return other;
  }
  return undefined;
}

function convertsByName({ spec }: Manifest): boolean {
  const strategy = fieldsOf(fieldsOf(spec)?.conversion)?.strategy;
  return strategy === undefined || strategy === 'None';
}

/** Whether a version of a kind has its status at a subresource; undefined where the definition has no such version. */
export function hasStatusSubresource(definition: Manifest, version: string): boolean | undefined {
  const found = listOf(fieldsOf(definition.spec)?.versions).find(({ name }) => name === version);
  return found && fieldsOf(fieldsOf(found.subresources)?.status) !== undefined;
}
