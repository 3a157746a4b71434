import { listOf } from '../../domain/manifest/manifest.ts';
import { listOrNone } from '../../manifests/collect-unit.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { CRD, type Kind, PV } from '../../services/cluster/kinds.ts';
import type { MadeObject } from './made-objects.ts';

/**
 * Who would lose something if a definition or a class went: to delete a definition deletes every object of its kind.
 * @returns the end of a sentence; undefined when nobody would
 */
export async function usersOf(
  cluster: Cluster,
  kinds: readonly Kind[],
  { kind, name }: Pick<MadeObject, 'kind' | 'name'>,
): Promise<string | undefined> {
  if (kind === 'StorageClass') {
    const users = (await cluster.listAll(PV)).filter(({ spec }) => spec?.storageClassName === name);
    return users.length > 0 ? `there are volumes of it (${users.length})` : undefined;
  }
  const { items } = await cluster.list(CRD, { fieldSelector: `metadata.name=${name}` });
  const served = listOf(items[0]?.spec?.versions).filter(({ served: isServed }) => isServed === true);
  const found = kinds.find(({ plural, group }) => `${plural}.${group}` === name);
  // objects that cannot be asked after are taken to be there
  if (!found && served.length > 0) return 'its objects cannot be listed';
  if (!found) return undefined;
  const page = await listOrNone(cluster, found, { limit: 1 });
  return page.items.length > 0 ? 'there are objects of it' : undefined;
}
