import { createHash } from 'node:crypto';
import { cutOf } from '../domain/backup/cut.ts';
import { capabilitiesOf, isUploaded } from '../domain/backup/methods.ts';
import { renderSeal, type Seal, type SealedVolume } from '../domain/backup/seal.ts';
import { Fault } from '../domain/errors.ts';
import { sealKey } from '../domain/location/keys.ts';
import { kopiaSourceOf, MAX_OF_SEAL, repositoryPath, sealPath } from '../domain/location/location-layout.ts';
import { selectorOf } from '../domain/manifest/labels.ts';
import type { BackupOperation } from '../domain/operation/operation.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inScope, sumBytes } from '../domain/volume/volume-sets.ts';
import { resolveSeal } from '../operations/resolve-seal.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { VOLUME_SNAPSHOT } from '../services/cluster/kinds.ts';
import type { PartRow } from '../services/ledger/ledger.ts';
import type { Location } from '../services/location/location.ts';

/**
 * Writes the seal, last and once: from here the backup exists. Cancel and sealing exclude each other on one row.
 *
 * A Task that died after its PUT is taken up by its hash, which is in the ledger first: finding those bytes at the
 * location is success, finding others is a fault that a person must see.
 */
export function sealBackup(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'locations' | 'log'>): Step {
  const { clock, config, ledger, locations } = services;
  return step('backup', 'SealBackup', services, async ({ operation, run }) => {
    const volumes = await ledger.readVolumes(run.operationId);
    const standing = await resolveSeal(services, { ...operation, ...run, bytes: sumBytes(volumes) });
    if (standing === 'sealed') return done({ volumes: volumes.length }, sumBytes(volumes));
    if (standing === 'unknown')
      throw new Fault('location.unreachable', 'the location does not say whether the seal is there');
    const incomplete = inScope(volumes).filter(({ phase }) => phase !== 'Done');
    if (incomplete.length > 0) {
      throw new Fault('internal', `${incomplete.length} volumes are not done; there is nothing to seal`);
    }
    await checkOnlyCopies(services, operation, volumes);
    if (!(await ledger.claimSealing(run)))
      throw new Fault('operation.cancelled', `${run.operationId} was cancelled before it was sealed`);

    const location = await locations.open(locationOf(operation));
    const { clusterId } = operation.refs.cluster;
    const parts = await ledger.readParts(run.operationId);
    const seal = sealOf(operation, volumes, parts, location, config.installationId);
    const body = renderSeal(seal, sealKey(location));
    const sha256 = createHash('sha256').update(body).digest('hex');
    await ledger.updateOperation(run, { sealSha256: sha256 });
    const place = { clusterId, backupId: run.operationId };
    const key = sealPath(place);
    // Nobody would read it again.
    if (body.length > MAX_OF_SEAL) throw new Fault('object.too_large', `${key} would have ${body.length} bytes`);
    if ((await location.store.writeSeal(place, body)) === 'exists') {
      const found = await location.store.readSeal(place);
      if (!found || !body.equals(found))
        throw new Fault('seal.invalid', `${key}: a seal that is not ours is there already`);
    }
    await ledger.recordCopy(run, {
      locationUid: location.locationUid,
      sealedAt: clock.now().toISOString(),
      sealSha256: sha256,
      bytes: sumBytes(volumes),
      phase: 'Succeeded',
    });
    return done({ volumes: volumes.length, parts: parts.length }, sumBytes(volumes));
  });
}

/** A snapshot that is the backup must be there when that is said. @throws Fault Permanent `snapshot.not_found` */
async function checkOnlyCopies(
  { clusters, config }: Uses<'clusters' | 'config'>,
  { operationId, refs }: BackupOperation,
  volumes: readonly Volume[],
): Promise<void> {
  const only = inScope(volumes).filter((volume) => capabilitiesOf(volume).localSnapshot === 'only');
  if (only.length === 0) return;
  const cluster = await clusters.open(refs.cluster, 'backup');
  const labelSelector = selectorOf(config.installationId, operationId, ['local-copy']);
  const pairs = await cluster.listAll(VOLUME_SNAPSHOT, { namespace: cluster.ownNamespace, labelSelector });
  const ready = new Set(pairs.filter(({ status }) => status?.readyToUse === true).map(({ metadata }) => metadata.name));
  const gone = only.filter(({ localCopy }) => !ready.has(localCopy?.volumeSnapshot ?? ''));
  if (gone.length === 0) return;
  const named = gone.map(({ namespace, pvc }) => `${namespace}/${pvc}`).slice(0, 10);
  throw new Fault('snapshot.not_found', `somebody deleted the adopted snapshot of ${named.join(', ')}`);
}

function sealOf(
  operation: BackupOperation,
  volumes: readonly Volume[],
  parts: readonly PartRow[],
  location: Location,
  installationId: string,
): Seal {
  return {
    format: 1,
    backupId: operation.operationId,
    installationId,
    clusterId: operation.refs.cluster.clusterId,
    locationUid: location.locationUid,
    name: operation.name,
    createdAt: operation.createdAt,
    cutAt: cutOf(volumes)?.lastAt,
    spec: { ...operation.spec },
    sinceBefore: operation.sinceBefore,
    keptOut: operation.keptOut,
    leftOut: operation.leftOut,
    labels: operation.labels,
    volumes: volumes
      .toSorted((a, b) => (a.volumeId < b.volumeId ? -1 : 1))
      .map((volume) => sealedVolumeOf(volume, operation.refs.cluster.clusterId)),
    parts: parts.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

/** Of a volume's row its schema takes what is sealed. */
function sealedVolumeOf(volume: Volume, clusterId: string): SealedVolume {
  const { namespace, pvcUid, capacityBytes, requestBytes, provisioner, snapshot, result, phase } = volume;
  const { fuzzy: _, ...uploaded } = result ?? {};
  const repository = repositoryPath(clusterId, namespace);
  const kopiaSource = kopiaSourceOf({ clusterId, namespace, pvcUid });
  return {
    ...volume,
    capacityBytes: Math.max(capacityBytes, requestBytes),
    driver: provisioner,
    snapshotHandle: snapshot?.handle,
    ...(result && isUploaded(volume) ? { ...uploaded, repository, kopiaSource } : {}),
    outcome: phase === 'Done' ? 'Done' : outOfScope(phase),
  };
}

function outOfScope(phase: Volume['phase']): SealedVolume['outcome'] {
  if (phase === 'Excluded' || phase === 'NoData' || phase === 'Ephemeral' || phase === 'Gone') return phase;
  throw new Fault('internal', `a volume in phase ${phase} cannot be sealed`);
}
