import { anchorsOf, credentialsOf } from '../domain/cluster/cluster-credentials.ts';
import type { ClusterAccess, ClusterCredentials, ClusterSpec, ClusterStatus } from '../domain/cluster/cluster-spec.ts';
import { clusterExpiry } from '../domain/cluster/credential-expiry.ts';
import { Fault, failureOf, faultAt, toFault } from '../domain/errors.ts';
import type { Uses } from '../platform/services.ts';
import type { CatalogItem } from '../services/catalog/catalog.ts';
import { isoNow } from '../services/clock/clock.ts';

/** What a look at a cluster finds. */
export interface Probe {
  clusterId: string;
  version: string;
  snapshotCrds: boolean;
  deniedPermissions: string[];
  execNamespaces?: string[];
  deniedExecPermissions?: string[];
}

/** How registration reads what a person gives, and looks at the cluster behind it. */
export interface Probes {
  /** @throws Fault `cluster.kubeconfig_refused`, `cluster.address_refused` */
  parse(access: ClusterAccess, at: string): ClusterCredentials;
  /** Under 10 s. @throws Fault `cluster.unreachable` and the like */
  probe(credentials: ClusterCredentials, namespace: string, identity: 'backup' | 'restore'): Promise<Probe>;
}

export interface Identities {
  backup: ClusterCredentials;
  restore?: ClusterCredentials;
}

/** What is found goes into the status as it is. */
export interface Found extends Probe {
  /** See anchorsOf. */
  anchors: string[];
  deniedRestorePermissions?: string[];
  /** The first of its credentials to end, and which one it is. */
  credentialsExpireAt?: string;
  expiringCredential?: string;
}

type Dependencies = Uses<'catalog' | 'clock' | 'secrets'> & { probes: Pick<Probes, 'probe'> };

/**
 * Looks at the cluster with each identity; both must lead to one cluster.
 * @throws Fault those of `probe`; `request.invalid`
 */
export async function lookWith(
  probes: Pick<Probes, 'probe'>,
  identities: Identities,
  namespace: string,
): Promise<Found> {
  const { backup, restore } = identities;
  const look = await probes.probe(backup, namespace, 'backup');
  const found = { ...look, anchors: anchorsOf(backup), ...expiryOf(identities) };
  if (!restore) return found;
  const second = await probes.probe(restore, namespace, 'restore');
  if (second.clusterId !== look.clusterId) {
    throw faultAt('request.invalid', '/restoreAccess', 'restoreAccess leads to another cluster than access');
  }
  return { ...found, deniedRestorePermissions: second.deniedPermissions };
}

/** Looks at a registered cluster again with the credentials that are kept, and keeps what it found either way. */
export async function lookAgain(services: Dependencies, item: CatalogItem<'cluster'>): Promise<void> {
  const { catalog, clock, probes } = services;
  const { name, uid, spec, status } = item;
  const write = (found: Record<string, unknown>) => catalog.writeStatus('cluster', name, uid, found);
  let identities: Identities | undefined;
  try {
    identities = await keptIdentities(services, spec);
    const found = await lookWith(probes, identities, spec.namespace);
    if (found.clusterId !== status.clusterId) throw anotherCluster(name);
    await write(statusOf(found, isoNow(clock)));
  } catch (thrown) {
    await write({
      validatedAt: isoNow(clock),
      reason: failureOf(toFault(thrown)),
      lastValidAt: lastValidAt(status),
      // An identity that has expired is the likeliest reason.
      ...(identities && expiryOf(identities)),
    });
    throw thrown;
  }
}

function expiryOf(identities: Identities) {
  const expiry = clusterExpiry(identities);
  return expiry ? { credentialsExpireAt: expiry.at, expiringCredential: expiry.of } : {};
}

/** A good look takes away what an earlier one said and this one does not. */
export function statusOf(found: Found, at: string) {
  const absent = { deniedRestorePermissions: undefined, credentialsExpireAt: undefined, expiringCredential: undefined };
  return { ...absent, ...found, validatedAt: at, lastValidAt: at, reason: undefined };
}

/** Rows from before `lastValidAt` was kept tell by their last look. */
export function lastValidAt({ lastValidAt: at, validatedAt, reason }: ClusterStatus): string | undefined {
  return at ?? (reason ? undefined : validatedAt);
}

async function keptIdentities({ secrets }: Dependencies, { secretArns }: ClusterSpec): Promise<Identities> {
  const kept = async (arn: string) => credentialsOf(await secrets.read(arn));
  const backup = await kept(secretArns.backup);
  return secretArns.restore ? { backup, restore: await kept(secretArns.restore) } : { backup };
}

export function anotherCluster(name: string): Fault {
  const message = `what answers is another cluster than ${name}; register it under another name`;
  return new Fault('cluster.duplicate', message, { details: { httpStatus: 422 } });
}
