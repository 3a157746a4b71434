import { isAnnotatedOut } from '../../../domain/backup/kept-out.ts';
import { exclusionOf } from '../../../domain/manifest/resources.ts';
import type { KubeObject } from '../../../services/cluster/cluster.ts';

/** Namespaces of whose objects no backup takes any, since they are annotated so. */
export type OutNamespaces = ReadonlySet<string>;

/** By an annotation, its own or that of its namespace. */
export function isKeptOut(
  { metadata }: { metadata: Pick<KubeObject['metadata'], 'namespace' | 'annotations'> },
  out: OutNamespaces,
): boolean {
  return out.has(metadata.namespace ?? '') || isAnnotatedOut(metadata.annotations);
}

/** A backup of its namespace would hold it. */
export function isHeld(object: KubeObject, out: OutNamespaces): boolean {
  return !exclusionOf(object) && !isKeptOut(object, out);
}

export function outNamespaces(
  namespaces: readonly { name: string; annotations?: Readonly<Record<string, string>> | undefined }[],
): OutNamespaces {
  return new Set(namespaces.flatMap(({ name, annotations }) => (isAnnotatedOut(annotations) ? name : [])));
}
