import { Fault } from '../domain/errors.ts';
import { volumeIdOf } from '../domain/ids.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { moverSettingsOf } from '../transfers/settings.ts';

/** A repository is made in a folder of its own, and goes again: minutes at most, on the slowest of stores. */
const DEADLINE_SECONDS = 900;

/** The same look from the cluster: a mover's Job, with its image, its identity and its network. */
export function launchValidation(
  services: Pick<Services, 'clock' | 'clusters' | 'ledger' | 'locations' | 'log' | 'movers'>,
): Step {
  const { clusters, locations, movers } = services;
  return step('validation', 'LaunchValidation', services, async ({ operation, run }) => {
    const { cluster: clusterRef, location: locationRef } = operation.refs;
    if (!locationRef) throw new Fault('internal', 'the validation names no location');
    const cluster = await clusters.open(clusterRef, 'backup');
    await movers.launch(cluster, {
      operationId: run.operationId,
      id: volumeIdOf(`validation/${clusterRef.clusterId}/${cluster.ownNamespace}`),
      attempt: 1,
      role: 'validation',
      action: { kind: 'validate-location' },
      location: await locations.open(locationRef),
      repository: { clusterId: clusterRef.clusterId, namespace: cluster.ownNamespace },
      settings: { ...moverSettingsOf(operation.spec.settings), activeDeadlineSeconds: DEADLINE_SECONDS },
    });
    return done();
  });
}
