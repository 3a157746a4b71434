import { fieldsOf, groupKindOf, kindNameOf, listOf, type Manifest } from '../manifest/manifest.ts';

/**
 * Which subjects a binding that was left as it is does not have, though the restored one would: they came back, and may
 * not do what they could. A copy is given no rights over the whole cluster that nobody gave it.
 * @param found the one that is there
 * @param wanted the one that would have been made
 * @returns a sentence, or undefined where nothing is amiss
 */
export function lackingRights(found: Manifest, wanted: Manifest): string | undefined {
  if (kindNameOf(groupKindOf(wanted)) !== 'ClusterRoleBinding.rbac.authorization.k8s.io') return undefined;
  const role = fieldsOf(wanted.roleRef)?.name;
  const isSameRole =
    fieldsOf(found.roleRef)?.name === role && fieldsOf(found.roleRef)?.kind === fieldsOf(wanted.roleRef)?.kind;
  const there = new Set(isSameRole ? listOf(found.subjects).map(nameOf) : []);
  const lacking = listOf(wanted.subjects)
    .map(nameOf)
    .filter((subject) => !there.has(subject));
  if (lacking.length === 0) return undefined;
  return `${lacking.join(', ')} has not the rights of ClusterRole ${String(role)}: bind it where it needs them`;
}

function nameOf({ kind, namespace, name }: Record<string, unknown>): string {
  return `${String(kind)} ${typeof namespace === 'string' ? `${namespace}/` : ''}${String(name)}`;
}
