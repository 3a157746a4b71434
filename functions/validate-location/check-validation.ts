import { Fault } from '../domain/errors.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { followRunning } from '../transfers/follow.ts';
import { readProbe } from './probe/read-probe.ts';

/** What the cluster's look found. One look: somebody who is told why corrects it and asks again. */
export function checkValidation(services: Uses<'clock' | 'clusters' | 'ledger' | 'log' | 'movers'>): Step {
  const { clock, clusters, ledger } = services;
  return step('validation', 'CheckValidation', services, async (call) => {
    const { operation, run, wait } = call;
    const { settings } = operation.spec;
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const probe = await readProbe(services, operation, cluster);
    const { now, states } = await followRunning(services, call, { cluster, settings }, [probe], {});
    const [seen] = now;
    if (seen?.phase === 'Succeeded') {
      await ledger.updateOperation(run, { checkedAt: clock.now().toISOString() });
      return done();
    }
    if (seen?.phase === 'Running') return wait({ running: states.some(({ phase }) => phase === 'running') ? 1 : 0 });
    const { code = 'mover.failed', message = 'the Job failed, and nothing says why' } = seen?.failure ?? {};
    throw new Fault(code, `from cluster ${operation.refs.cluster.name}: ${message}`, { disposition: 'Permanent' });
  });
}
