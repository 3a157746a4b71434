import { branch, done } from '../domain/operation/step-result.ts';
import { inScope } from '../domain/volume/volume-sets.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { givingWayOf } from './make-room.ts';
import { unmet } from './prerequisites/unmet.ts';
import { findFull } from './snapshots/find-full.ts';

/** Looks whether our namespace, permissions, classes and room for snapshots are there, before anything is cut. */
export function checkPrerequisites(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clusters, config, ledger } = services;
  return step('backup', 'CheckPrerequisites', services, async ({ operation, run }) => {
    const volumes = inScope(await ledger.readVolumes(run.operationId));
    // A takeover after the first cut has passed here before; a class may be gone by now and is not needed any more.
    if (volumes.every(({ phase }) => phase !== 'Pending')) return done({ volumes: volumes.length });
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    for await (const fault of unmet(cluster, volumes, operation.spec)) throw fault;
    const full = await findFull(cluster, volumes, config.installationId);
    const counts = { volumes: volumes.length, full: full.length };
    const isMaking = Object.keys(givingWayOf(operation)).length > 0;
    if (full.length > 0 || isMaking) return branch('make-room', counts);
    return operation.spec.rules ? branch('quiesce', counts) : done(counts);
  });
}
