import { Fault } from '../domain/errors.ts';
import { MARKER } from '../domain/location/location-layout.ts';
import type { DueRepository } from '../domain/location/maintenance.ts';
import { locationOf, type Ref } from '../domain/operation/refs.ts';
import { done, type StepResult } from '../domain/operation/step-result.ts';
import { planMaintenances } from '../domain/transfer/transfer.ts';
import { openSameCluster } from '../operations/find-cluster.ts';
import { hasOwnMarker } from '../operations/own-location.ts';
import type { Uses } from '../platform/services.ts';
import { planStep, type Step } from '../platform/step.ts';
import { takeMaintenance } from './seals/maintenance-lease.ts';
import { type PlacedWorks, placeWorks } from './seals/place-works.ts';
import { planRepositories } from './seals/plan-repositories.ts';

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
