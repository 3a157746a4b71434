import { createHash } from 'node:crypto';
import { toFault } from '../domain/errors.ts';
import { type BackupKey, sealPath } from '../domain/location/location-layout.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { Residual } from '../domain/operation/record.ts';
import type { Uses } from '../platform/services.ts';

const REFUSALS = new Set(['location.refused', 'location.credentials_expired']);

type Dependencies = Uses<'clock' | 'ledger' | 'locations'>;
type Sealing = Pick<Operation, 'operationId' | 'epoch' | 'refs' | 'sealSha256' | 'bytes'>;

/**
 * Whether the backup is sealed. Between the seal's PUT and the row that says so a Task may have died, or the store have
 * gone silent; then the location is asked, since the seal decides.
 * @returns `unknown` while it does not answer, or refuses to: a seal may be there
 */
export async function resolveSeal(services: Dependencies, operation: Sealing): Promise<'sealed' | 'none' | 'unknown'> {
  const { clock, ledger } = services;
  const { operationId, sealSha256, refs, bytes } = operation;
  if ((await ledger.readCopies(operationId)).some(({ sealedAt }) => sealedAt)) return 'sealed';
  if (!sealSha256 || refs.locations.length === 0) return 'none';
  const found = await findSeal(services, operation);
  if (found === 'unknown' || !found) return found || 'none';
  await ledger.recordCopy(operation, {
    locationUid: found.locationUid,
    sealedAt: clock.now().toISOString(),
    sealSha256,
    bytes,
    phase: 'Succeeded',
  });
  return 'sealed';
}

/**
 * Takes back the seal of a backup that has failed because nobody knew whether it was written: what has no seal does not
 * exist, and what has failed must not.
 * @returns false while the location does not answer, or refuses to
 */
export async function removeSeal(services: Dependencies, operation: Sealing): Promise<boolean> {
  if (!operation.sealSha256) return true;
  const found = await findSeal(services, operation);
  if (found === 'unknown') return false;
  if (found) await found.remove();
  return true;
}

export function residualOfSeal(operation: Sealing): Residual {
  return { kind: 'Seal', name: sealPath(keyOf(operation)), reason: 'the location does not say whether it is there' };
}

async function findSeal({ locations }: Dependencies, operation: Sealing) {
  const [ref] = operation.refs.locations;
  if (!ref) return undefined;
  try {
    const { store, locationUid } = await locations.open(ref);
    const backup = keyOf(operation);
    const body = await store.readSeal(backup);
    if (!body || createHash('sha256').update(body).digest('hex') !== operation.sealSha256) return undefined;
    return { locationUid, remove: async () => await store.removeSeal(backup) };
  } catch (thrown) {
    const { code, disposition } = toFault(thrown);
    // Removed by force: nobody can look, now or later, and nobody restores from there.
    if (code === 'location.not_found') return undefined;
    // Of that size it is somebody else's.
    if (code === 'object.too_large') return undefined;
    // Credentials that the store refuses may be renewed; meanwhile the cluster is cleaned all the same.
    const mayAnswer = disposition === 'Transient' || REFUSALS.has(code);
    if (!mayAnswer) throw thrown;
    return 'unknown';
  }
}

function keyOf({ operationId, refs }: Sealing): BackupKey {
  return { clusterId: refs.cluster.clusterId, backupId: operationId };
}
