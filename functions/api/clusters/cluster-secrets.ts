import type {
  ClusterAccess,
  ClusterCredentials,
  ClusterRequest,
  ClusterSpec,
} from '../../domain/cluster/cluster-spec.ts';
import { Fault, toFault } from '../../domain/errors.ts';
import type { Identities, Probes } from '../../operations/probe-cluster.ts';
import type { Uses } from '../../platform/services.ts';
import { checkSpecSize } from '../http/body.ts';
import { asUnprocessable } from './unprocessable.ts';

/** @throws Fault Rejected `cluster.kubeconfig_refused`, `cluster.address_refused` with a pointer to the field */
export function parseIdentity(probes: Probes, access: ClusterAccess, at: string): ClusterCredentials {
  try {
    return probes.parse(access, at);
  } catch (thrown) {
    throw asUnprocessable(toFault(thrown));
  }
}

type AccessOrKind = ClusterRequest['access'] | ClusterSpec['accessKind'];

/** Writes the secrets, under names that stay, and renders what the catalogue keeps. */
export async function writeSpec(
  { config, secrets }: Uses<'config' | 'secrets'>,
  uid: string,
  { namespace, settings, access }: Pick<ClusterRequest, 'namespace' | 'settings'> & { access: AccessOrKind },
  { backup, restore }: Identities,
): Promise<ClusterSpec> {
  const spec = {
    server: backup.server,
    namespace,
    accessKind: typeof access === 'string' ? access : access.kind,
    hasRestoreAccess: restore !== undefined,
    settings,
  };
  checkSpecSize(spec);
  // Both before either is written: one that is refused must not leave the other behind.
  const values = { backup: secretOf(backup), restore: restore && secretOf(restore) };
  const write = (identity: string, value: Record<string, string>) =>
    secrets.write(`${config.secretPrefix}/clusters/${uid}/${identity}`, value);
  const secretArns = {
    backup: await write('backup', values.backup),
    ...(values.restore ? { restore: await write('restore', values.restore) } : {}),
  };
  return { ...spec, secretArns };
}

export function secretArnsOf({ secretArns }: ClusterSpec): (string | undefined)[] {
  return [secretArns.backup, secretArns.restore];
}

/** Of the secret store, in bytes. */
const MAX_BYTES = 65_536;

/** As the secret store takes it. @throws Fault Rejected `cluster.kubeconfig_refused` */
function secretOf(credentials: ClusterCredentials): Record<string, string> {
  const secret = Object.fromEntries(
    Object.entries(credentials).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const bytes = Buffer.byteLength(JSON.stringify(secret));
  if (bytes <= MAX_BYTES) return secret;
  const message = `CA data, token and certificates take ${bytes} bytes together; the secret store takes ${MAX_BYTES}`;
  throw new Fault('cluster.kubeconfig_refused', message);
}
