import { done, waiting } from '../domain/operation/step-result.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { launchDue } from '../transfers/launch.ts';
import { moverSettingsOf } from '../transfers/settings.ts';
import { readProbe } from './probe/read-probe.ts';

/** A repository is made in a folder of its own, and goes again: minutes at most, on the slowest of stores. */
const DEADLINE_SECONDS = 900;

type Dependencies = Uses<'clock' | 'clusters' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers'>;

/** The same look from the cluster: a mover's Job, with its image, its identity and its network. It waits for no other. */
export function launchValidation(services: Dependencies): Step {
  const { clusters, locations } = services;
  return step('validation', 'LaunchValidation', services, async (call) => {
    const { operation } = call;
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const probe = await readProbe(services, operation, cluster);
    if (probe.phase !== 'Pending') return done();
    const location = await locations.open(probe.location);
    const { status } = await launchDue(services, call, { cluster }, [probe], async ({ repository }) => ({
      task: {
        role: 'validation',
        action: { kind: 'validate-location' },
        location,
        repository,
        settings: { ...moverSettingsOf(operation.spec.settings), activeDeadlineSeconds: DEADLINE_SECONDS },
      },
    }));
    return status === 'done' ? done() : waiting(0);
  });
}
