import { checkNamespaces } from '../../../cluster-objects/read-claims.ts';
import { readNamespaces } from '../../../cluster-objects/read-namespaces.ts';
import { EVERY } from '../../../domain/backup/selection-spec.ts';
import { isSystemNamespace, type SystemOf } from '../../../domain/cluster/system-namespaces.ts';
import type { Access, Cluster } from '../../../services/cluster/cluster.ts';
import { NAMESPACE } from '../../../services/cluster/kinds.ts';
import { type OutNamespaces, outNamespaces } from './kept-out.ts';
import { listing, readOrMissing } from './missing-permissions.ts';

/**
 * @param wanted names, or `*` alone: all but those of the system
 * @returns no namespaces where all are wanted and they may not be listed
 * @throws Fault Rejected `namespace.not_found`
 */
export async function chooseNamespaces(
  cluster: Cluster,
  system: SystemOf,
  wanted: readonly string[],
): Promise<{ namespaces: string[] | undefined; out: OutNamespaces; missing: Access[] }> {
  const access = listing(NAMESPACE);
  if (!wanted.includes(EVERY)) {
    const { found = [], missing } = await readOrMissing(access, () => checkNamespaces(cluster, wanted));
    return { namespaces: [...new Set(wanted)].toSorted(), out: outNamespaces(found), missing };
  }
  const { found, missing } = await readOrMissing(access, () => readNamespaces(cluster));
  if (!found) return { namespaces: undefined, out: new Set(), missing };
  const names = found.map(({ name }) => name).filter((name) => !isSystemNamespace(name, system));
  return { namespaces: names.toSorted(), out: outNamespaces(found), missing };
}
