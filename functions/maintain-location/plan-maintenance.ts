import { isClusterId, isNamespace } from '../domain/cluster/cluster-answers.ts';
import { Fault } from '../domain/errors.ts';
import { MARKER, MAX_FOLDERS, REPOSITORIES, repositoryPath } from '../domain/location/location-layout.ts';
import { type DueRepository, dueOf, type MaintenanceSpec } from '../domain/location/maintenance.ts';
import { locationOf, type Ref } from '../domain/operation/refs.ts';
import { done, type StepResult } from '../domain/operation/step-result.ts';
import { planMaintenances } from '../domain/transfer/transfer.ts';
import { openSameCluster } from '../operations/find-cluster.ts';
import { hasOwnMarker } from '../operations/own-location.ts';
import type { Uses } from '../platform/services.ts';
import { planStep, type Step } from '../platform/step.ts';
import type { RepositoryKey } from '../services/catalog/catalog.ts';
import type { Location } from '../services/location/location.ts';
import { takeMaintenance } from './seals/maintenance-lease.ts';
import { type PlacedWorks, placeWorks } from './seals/place-works.ts';

type Dependencies = Uses<
  'catalog' | 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'repositories'
>;

const NOTHING: StepResult = { status: 'nothing', retryAfterSeconds: 0, counts: {}, bytes: 0 };

/**
 * Claims the run and the maintenance of the location, and writes down which repositories are due. While another
 * operation maintains the location this one is Skipped. A location without its marker is Invalid from here; its backups
 * are still looked at, but nothing is removed.
 */
export function planMaintenance(services: Dependencies): Step {
  const { catalog, clock, config, ledger, locations } = services;
  return planStep('maintenance', 'PlanMaintenance', services, async ({ operation, run }) => {
    const locationRef = locationOf(operation);
    const location = await locations.open(locationRef);
    if (!(await takeMaintenance(services, { operation, run }, location.locationUid))) {
      await ledger.finishOperation(run, 'Skipped', {}, `another operation maintains ${locationRef.name}`);
      return NOTHING;
    }
    await openSameCluster(services, operation.refs.cluster);
    if (operation.plannedAt) return done();
    const isOwn = await hasOwnMarker(location, config.installationId);
    if (!isOwn) await recordMissing(locationRef);
    const { works, warnings } = isOwn
      ? await planRepositories(services, location, operation.spec)
      : { works: [], warnings: [] };
    const placed = await place(locationRef, works);
    await ledger.putTransfers(run, planMaintenances(locationRef, placed.works, run.epoch));
    await ledger.updateOperation(run, {
      plannedAt: clock.now().toISOString(),
      warnings: [...operation.warnings, ...warnings, ...placed.unmaintained].slice(0, 100),
    });
    return done({ repositories: placed.works.length });
  });

  /** What nobody maintains is said at the location, too, as long as it is so. */
  async function place({ name, uid }: Ref, works: readonly DueRepository[]): Promise<PlacedWorks> {
    const item = await catalog.read('location', name);
    if (item?.uid !== uid) throw new Fault('location.not_found', `location ${name} is gone, or another one now`);
    const placed = await placeWorks(services, item, works);
    const unmaintained = placed.unmaintained.length > 0 ? placed.unmaintained.slice(0, 20) : undefined;
    await catalog.writeStatus('location', name, uid, { unmaintained });
    return placed;
  }

  /** Whoever wants to back up there is told; a validation makes the marker anew. */
  async function recordMissing({ name, uid }: Ref): Promise<void> {
    const item = await catalog.read('location', name);
    const reason = { code: 'location.marker_not_found', message: `${MARKER} is not at location ${name} any more` };
    const validated = { observedGeneration: item?.generation ?? 0, at: clock.now().toISOString(), reason };
    await catalog.writeStatus('location', name, uid, { validated });
  }
}

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
