import type { ClusterAccess, ClusterCredentials } from '../../domain/cluster-spec.ts';
import { Fault, toFault } from '../../domain/errors.ts';
import type { Services } from '../../runtime/services.ts';
import { asUnprocessable, type Probe, type Probes } from './probes.ts';
import type { ClusterItem } from './views.ts';

export interface Identities {
  backup: ClusterCredentials;
  restore?: ClusterCredentials;
}

/** What is found goes into the status as it is. */
export interface Found extends Probe {
  deniedRestorePermissions?: string[];
}

/** @throws Fault Rejected `cluster.kubeconfig_refused`, `cluster.address_refused` with a pointer to the field */
export function parseIdentity(probes: Probes, access: ClusterAccess, at: string): ClusterCredentials {
  try {
    return probes.parse(access, at);
  } catch (thrown) {
    throw asUnprocessable(toFault(thrown));
  }
}

/**
 * Looks at the cluster with each identity; both must lead to one cluster.
 * @throws Fault `cluster.*` with status 422, `request.invalid`
 */
export async function probeIdentities(
  probes: Probes,
  { backup, restore }: Identities,
  namespace: string,
): Promise<Found> {
  const look = await unprocessable(() => probes.probe(backup, namespace, 'backup'));
  if (!restore) return look;
  const second = await unprocessable(() => probes.probe(restore, namespace, 'restore'));
  if (second.clusterId !== look.clusterId) {
    const message = 'restoreAccess leads to another cluster than access';
    throw new Fault('request.invalid', message, { details: { errors: [{ pointer: '/restoreAccess', message }] } });
  }
  return { ...look, deniedRestorePermissions: second.deniedPermissions };
}

/** @throws Fault Rejected `cluster.duplicate`, naming the name under which the cluster is registered */
export async function checkDuplicate(
  { catalog }: Pick<Services, 'catalog'>,
  clusterId: string,
  name: string,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await catalog.list('cluster', cursor);
    const same = (page.items as ClusterItem[]).find((one) => one.status.clusterId === clusterId && one.name !== name);
    if (same) {
      throw new Fault('cluster.duplicate', `this cluster is registered as ${same.name}`, {
        details: { name: same.name, clusterId },
      });
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

/** As the secret store takes it. */
export function secretOf(credentials: ClusterCredentials): Record<string, string> {
  return Object.fromEntries(
    Object.entries(credentials).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

async function unprocessable<Result>(look: () => Promise<Result>): Promise<Result> {
  try {
    return await look();
  } catch (thrown) {
    throw asUnprocessable(toFault(thrown));
  }
}
