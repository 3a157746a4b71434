import { isAnnotatedOut } from '../../../domain/backup/kept-out.ts';
import { checkedMeta } from '../../../domain/cluster/checked-meta.ts';
import { isSystemNamespace, type SystemOf } from '../../../domain/cluster/system-namespaces.ts';
import { kindNameOf } from '../../../domain/manifest/manifest.ts';
import type { Access, KubeObject } from '../../../services/cluster/cluster.ts';
import type { Kind } from '../../../services/cluster/kinds.ts';
import { isKeptOut, type OutNamespaces } from './kept-out.ts';

export function namespaceView({ metadata, status }: KubeObject, system: SystemOf) {
  const { labels, createdAt } = checkedMeta(metadata, 'Namespace');
  return {
    name: metadata.name,
    phase: metadata.deletionTimestamp ? 'Terminating' : String(status?.phase ?? 'Active'),
    labels,
    createdAt,
    system: isSystemNamespace(metadata.name, system),
    ...(isAnnotatedOut(metadata.annotations) ? { keptOut: true as const } : {}),
  };
}

export function typeView(kind: Kind) {
  const { group, version, kind: name, plural } = kind;
  return { type: kindNameOf(kind), group, version, kind: name, plural };
}

export function resourceView(kind: Kind, object: KubeObject, out: OutNamespaces) {
  const { metadata } = object;
  const { plural: _, ...type } = typeView(kind);
  return {
    ...type,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    ...checkedMeta(metadata, kind.kind),
    ...(isKeptOut(object, out) ? { keptOut: true as const } : {}),
  };
}

/** What an answer is without. */
export function lackingView(missing: readonly Access[], unavailable: readonly string[]) {
  const permissions = missing.map(({ group, resource, verb, namespace }) => ({ group, resource, verb, namespace }));
  return {
    missingPermissions: [...new Map(permissions.map((one) => [JSON.stringify(one), one])).values()],
    unavailable: [...new Set(unavailable)].toSorted(),
  };
}
