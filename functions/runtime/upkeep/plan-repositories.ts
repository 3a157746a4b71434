import { REPOSITORIES, repositoryPath } from '../../domain/location-layout.ts';
import { dueOf, type MaintenanceSpec, type RepositoryWork } from '../../domain/maintenance.ts';
import type { RepositoryKey } from '../../services/catalog/catalog.ts';
import type { Location } from '../../services/location/location.ts';
import type { Services } from '../services.ts';
import { isObjectThere } from './is-object-there.ts';

interface Plan {
  works: RepositoryWork[];
  warnings: string[];
}

/**
 * The repositories that are due: those that the catalogue knows, and those that lie at the location besides. One of which
 * nothing is there any more is forgotten, so that the next backup makes it anew.
 */
export async function planRepositories(
  { clock, repositories }: Pick<Services, 'clock' | 'repositories'>,
  { locationUid, store }: Location,
  { full }: MaintenanceSpec,
): Promise<Plan> {
  const now = clock.now();
  // Rows first: a repository is there before its row is.
  const rows = await repositories.list(locationUid);
  const known = new Map(rows.map((row) => [pathOf(row), row]));
  const there: RepositoryKey[] = [];
  for (const clusterId of await store.folders(REPOSITORIES)) {
    for (const namespace of await store.folders(`${REPOSITORIES}${clusterId}/`)) {
      const key = { locationUid, clusterId, namespace };
      // One that is being made has no format object yet.
      if (known.has(pathOf(key)) || (await isObjectThere(store, `${pathOf(key)}kopia.repository`))) there.push(key);
    }
  }
  const paths = new Set(there.map(pathOf));
  const gone = rows.filter((row) => !paths.has(pathOf(row)));
  for (const row of gone) await repositories.forget(row);

  const works = there.flatMap((key): RepositoryWork[] => {
    const due = full ? 'full' : dueOf(known.get(pathOf(key)) ?? {}, now);
    const { clusterId, namespace } = key;
    return due === 'nothing' ? [] : [{ clusterId, namespace, full: due === 'full', phase: 'Waiting', attempt: 0 }];
  });
  const warnings = gone.map((row) => `nothing is left of ${pathOf(row)}; the next backup makes it anew`);
  return { works, warnings };
}

function pathOf({ clusterId, namespace }: RepositoryKey): string {
  return repositoryPath(clusterId, namespace);
}
