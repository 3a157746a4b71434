import { Fault } from '../domain/errors.ts';
import { describeManifest, fieldsOf, type Manifest } from '../domain/manifest/manifest.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { targetOf } from '../domain/restore/map-namespaces.ts';
import { restorableOf } from '../domain/restore/restorable.ts';
import { compareWithSeal } from '../domain/restore/restore-plan.ts';
import { bytesOf } from '../domain/volume/quantity.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { sumBytes } from '../domain/volume/volume-sets.ts';
import { openRestoring } from '../manifests/restoring.ts';
import { openSealedBackup } from '../manifests/sealed-backup.ts';
import { createNamesThere } from '../manifests/target-look.ts';
import { readRefused } from '../operations/read-record.ts';
import type { Services, Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import type { Cluster, KubeObject } from '../services/cluster/cluster.ts';
import { PV, PVC } from '../services/cluster/kinds.ts';

type CheckServices = Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

const RESERVE_MS = 30_000;

/**
 * Succeeded is said only when all is there: every volume bound, as large as sealed, with the files and bytes of the
 * seal; every object in its namespace.
 * @throws Fault Permanent `restore.incomplete`, listing what is missing
 */
export function checkRestored(services: CheckServices): Step {
  return step('restore', 'CheckRestored', services, async (call) => await check(services, call));
}

async function check(services: CheckServices, { operation, run, remainingMs }: StepCall<'restore'>) {
  const { clusters, ledger } = services;
  const { namespaceMapping } = operation.spec;
  const backup = await openSealedBackup(services, operation);
  const cluster = await clusters.open(operation.refs.cluster, 'restore');
  const volumes = await ledger.readVolumes(run.operationId);
  const from = operation.checkpoints?.CheckRestored?.part ?? 0;
  if (from === 0) await checkVolumes(cluster, volumes);

  const skipped = new Set(
    backup.seal.volumes
      .filter(({ outcome }) => outcome !== 'NoData')
      .map(({ namespace, pvc }) => `${namespace}/${pvc}`),
  );
  const sealedClaims = new Set(backup.seal.volumes.map(({ namespace, pvc }) => `${namespace}/${pvc}`));
  const restoring = await openRestoring(cluster, backup, operation);
  const isThere = createNamesThere(cluster);
  const missing: string[] = [];
  for (const [at, part] of backup.parts.entries()) {
    if (at < from || part.namespace === undefined) continue;
    const target = targetOf(namespaceMapping, part.namespace);
    for (const object of await restoring.read(part)) {
      if (restorableOf(object, restoring.context).how !== 'create' || vanishes(object) || isCheckedAsVolume(object))
        continue;
      const kind = restoring.kindOf(object);
      if (kind && (await isThere(kind, target, object.metadata.name))) continue;
      missing.push(describeManifest({ ...object, metadata: { name: object.metadata.name, namespace: target } }));
    }
    const left = backup.parts.length - at - 1;
    if (left > 0 && remainingMs() < RESERVE_MS && missing.length === 0) {
      await ledger.updateOperation(run, { checkpoints: { ...operation.checkpoints, CheckRestored: { part: at + 1 } } });
      return waiting(0, { partsLeft: left });
    }
  }
  await checkRefused(ledger, run.operationId);
  if (missing.length > 0) {
    throw new Fault('restore.incomplete', `what was brought back is not there: ${missing.slice(0, 10).join(', ')}`, {
      details: { missing: missing.slice(0, 50), count: missing.length },
    });
  }
  await ledger.updateOperation(run, { checkedAt: services.clock.now().toISOString() });
  return done({ volumes: volumes.length, parts: backup.parts.length }, sumBytes(volumes));

  function isCheckedAsVolume({ kind, metadata }: Manifest): boolean {
    const claim = `${metadata.namespace}/${metadata.name}`;
    return kind === PVC.kind && (skipped.has(claim) || !sealedClaims.has(claim));
  }
}

/** What the target refused, for good: all else was made, and the record says why of each. */
async function checkRefused(ledger: Services['ledger'], operationId: string): Promise<void> {
  const { count, first } = await readRefused(ledger, operationId);
  if (count === 0) return;
  const named = first
    .slice(0, 5)
    .map(({ kind, namespace, name, why }) => `${kind} ${namespace ?? '-'}/${name}: ${why}`);
  const list = `GET /v1/restores/${operationId}/objects?outcome=dropped`;
  const message = `some objects were not brought back: ${named.join('; ')}${count > named.length ? '; …' : ''} (${count} in all: ${list})`;
  throw new Fault('restore.incomplete', message, { details: { count } });
}

/** What ends and is then removed by the cluster may be gone by now. */
function vanishes({ kind, spec }: Manifest): boolean {
  return kind === 'Job' && fieldsOf(spec)?.ttlSecondsAfterFinished !== undefined;
}

/** By one LIST of all PVs and one of the claims of each namespace, however many volumes there are. */
async function checkVolumes(cluster: Cluster, volumes: readonly Volume[]): Promise<void> {
  const byName = new Map((await cluster.listAll(PV)).map((pv) => [pv.metadata.name, pv]));
  const claims = new Map<string, KubeObject>();
  for (const namespace of new Set(volumes.map(({ restored }) => restored?.namespace ?? ''))) {
    for (const claim of await cluster.listAll(PVC, { namespace }))
      claims.set(`${namespace}/${claim.metadata.name}`, claim);
  }
  for (const volume of volumes) {
    const { restored, pvc } = volume;
    checkVolume(volume, claims.get(`${restored?.namespace}/${pvc}`), byName.get(restored?.pv ?? ''));
  }
}

function checkVolume(volume: Volume, claim: KubeObject | undefined, pv: KubeObject | undefined): void {
  const { restored, pvc, capacityBytes } = volume;
  compareWithSeal(volume, volume.result);
  const bound = claim?.status?.phase === 'Bound' && pv?.spec?.claimRef?.uid === claim.metadata.uid;
  const where = `${restored?.namespace}/${pvc}`;
  if (!bound) throw new Fault('restore.incomplete', `claim ${where} is not bound to the volume that was restored`);
  const size = bytesOf(pv?.spec?.capacity?.storage);
  if (size < capacityBytes) {
    throw new Fault('restore.incomplete', `the volume of ${where} has ${size} bytes, its source had ${capacityBytes}`);
  }
}
