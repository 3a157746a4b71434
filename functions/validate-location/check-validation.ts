import { Fault } from '../domain/errors.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { moverSettingsOf } from '../transfers/settings.ts';

/** What the cluster's look found. One look: somebody who is told why corrects it and asks again. */
export function checkValidation(services: Pick<Services, 'clock' | 'clusters' | 'ledger' | 'log' | 'movers'>): Step {
  const { clock, clusters, ledger, movers } = services;
  return step('validation', 'CheckValidation', services, async ({ operation, run, outageSeconds, wait }) => {
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const [mover] = await movers.read(
      cluster,
      run.operationId,
      moverSettingsOf(operation.spec.settings, { outageSeconds }),
    );
    if (!mover) throw new Fault('mover.failed', 'the Job of the validation is gone');
    if (mover.phase === 'succeeded') {
      await ledger.updateOperation(run, { checkedAt: clock.now().toISOString() });
      return done();
    }
    if (mover.phase !== 'failed') return wait({ running: mover.phase === 'running' ? 1 : 0 });
    const { code, message } = mover.failure ?? { code: 'mover.failed' as const, message: 'the Job failed' };
    throw new Fault(code, `from cluster ${operation.refs.cluster.name}: ${message}`, { disposition: 'Permanent' });
  });
}
