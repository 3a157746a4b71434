import type { ClusterCredentials } from '../../domain/cluster/cluster-spec.ts';
import type { AddressPolicy } from '../addresses/addresses.ts';
import type { Clock } from '../clock/clock.ts';
import type { Reached } from './connection.ts';

/**
 * Makes of kept credentials what opens a connection. Whoever has no EKS cluster never loads the SDK's clients for it.
 * @throws Fault Transient `cluster.unreachable`; `cluster.unauthorized`, `cluster.address_refused`
 */
export async function reach(
  credentials: ClusterCredentials,
  needs: { policy: AddressPolicy; clock: Clock },
): Promise<Reached> {
  if (!('roleArn' in credentials)) return { credentials };
  const { reachEks } = await import('./eks.ts');
  return await reachEks(credentials, needs);
}
