import { isClusterId, isNamespace } from '../../domain/cluster/cluster-answers.ts';
import { MAX_FOLDERS, REPOSITORIES, repositoryPath } from '../../domain/location/location-layout.ts';
import { type DueRepository, dueOf, type MaintenanceSpec } from '../../domain/location/maintenance.ts';
import type { Uses } from '../../platform/services.ts';
import type { RepositoryKey } from '../../services/catalog/catalog.ts';
import type { Location } from '../../services/location/location.ts';

/** Of repositories that the catalogue does not know, in one maintenance. */
const MAX_FOUND = 200;

interface Plan {
  works: DueRepository[];
  warnings: string[];
}

/** Those of the catalogue, and those at the location besides. One of which nothing is there any more is forgotten. */
export async function planRepositories(
  { clock, repositories }: Uses<'clock' | 'repositories'>,
  { locationUid, store }: Location,
  { full }: MaintenanceSpec,
): Promise<Plan> {
  const now = clock.now();
  // Rows first: a repository is there before its row is.
  const rows = await repositories.list(locationUid);
  const known = new Map(rows.map((row) => [pathOf(row), row]));
  const there: RepositoryKey[] = [];
  const found: RepositoryKey[] = [];
  const folders = await foldersIn(store);
  for (const { clusterId, namespace } of folders.keys) {
    const key = { locationUid, clusterId, namespace };
    if (known.has(pathOf(key))) there.push(key);
    // One that is being made has no format object yet.
    else if (found.length <= MAX_FOUND && (await store.hasRepository(key))) found.push(key);
  }
  // Whoever can write to the bucket makes as many as he likes; those that are known come first.
  there.push(...found.slice(0, MAX_FOUND));
  const paths = new Set(there.map(pathOf));
  const gone = folders.areAll ? rows.filter((row) => !paths.has(pathOf(row))) : [];
  for (const row of gone) await repositories.forget(row);

  const works = there.flatMap((key): DueRepository[] => {
    const due = full ? 'full' : dueOf(known.get(pathOf(key)) ?? {}, now);
    const { clusterId, namespace } = key;
    return due === 'nothing' ? [] : [{ clusterId, namespace, full: due === 'full' }];
  });
  const warnings = gone.map((row) => `nothing is left of ${pathOf(row)}; the next backup makes it anew`);
  // Somebody who has asked for it would take a success for a look.
  if (there.length > 0 && works.length === 0) warnings.push('no repository was due; full: true looks at all');
  if (found.length > MAX_FOUND) warnings.push(`more than ${MAX_FOUND} repositories lie there that no backup has made`);
  if (!folders.areAll) warnings.push(`more than ${MAX_FOLDERS} folders lie below ${REPOSITORIES}: not all were seen`);
  return { works, warnings };
}

/** What has the name of a repository. */
async function foldersIn(store: Location['store']) {
  const keys: { clusterId: string; namespace: string }[] = [];
  const clusters = await store.listRepositories();
  let areAll = clusters.length < MAX_FOLDERS;
  for (const clusterId of clusters.filter(isClusterId)) {
    const namespaces = await store.listRepositories(clusterId);
    areAll &&= namespaces.length < MAX_FOLDERS;
    keys.push(...namespaces.filter(isNamespace).map((namespace) => ({ clusterId, namespace })));
  }
  return { keys, areAll };
}

function pathOf({ clusterId, namespace }: RepositoryKey): string {
  return repositoryPath(clusterId, namespace);
}
