import { toFault } from '../domain/errors.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { Kind } from '../services/cluster/kinds.ts';

const SERVICE: Kind = { group: '', version: 'v1', kind: 'Service', plural: 'services', namespaced: true };

/**
 * The IP families that a cluster gives Services: what it would give one that takes all it can have. Nothing is made.
 * @returns undefined where the cluster does not say; one that is unreachable is thrown
 */
export async function readFamilies(cluster: Cluster): Promise<string[] | undefined> {
  const probe = {
    metadata: { generateName: 'snapferry-families-', name: '', namespace: cluster.ownNamespace },
    spec: { ipFamilyPolicy: 'PreferDualStack', ports: [{ port: 80 }] },
  };
  try {
    const given = await cluster.create(SERVICE, probe, { dryRun: true });
    const families: unknown = typeof given === 'string' ? undefined : given.spec?.ipFamilies;
    return Array.isArray(families) && families.length > 0 ? families.map(String) : undefined;
  } catch (thrown) {
    // a policy of the cluster may refuse the probe: then Services are left as they are
    if (toFault(thrown).disposition !== 'Permanent') throw thrown;
    return undefined;
  }
}
