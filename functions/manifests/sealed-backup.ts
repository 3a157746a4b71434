import { createHash } from 'node:crypto';
import { parseSeal, type Seal, type SealedPart } from '../domain/backup/seal.ts';
import { Fault } from '../domain/errors.ts';
import { manifestKey, sealKey } from '../domain/location/keys.ts';
import { parsePartPath, sealPath } from '../domain/location/location-layout.ts';
import { groupKindOf, isManifest, kindNameOf, type Manifest } from '../domain/manifest/manifest.ts';
import { decodePart } from '../domain/manifest/manifest-part.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { byRestoreOrder } from '../domain/restore/restore-order.ts';
import { sourceClusterIdOf } from '../domain/restore/restore-plan.ts';
import type { RestoreSpec } from '../domain/restore/restore-spec.ts';
import type { Uses } from '../platform/services.ts';
import type { Location } from '../services/location/location.ts';

/** A backup as it lies at its location. */
export interface SealedBackup {
  location: Location;
  seal: Seal;
  /** hex, of the seal's bytes. */
  sealSha256: string;
  /** In restore order, what is in one namespace before the next. */
  parts: NamedPart[];
}

export interface NamedPart extends SealedPart {
  kindName: string;
  namespace: string | undefined;
}

/**
 * Reads and verifies the seal; every later read of a part is verified against it.
 * @throws Fault Permanent `seal.not_found`, `seal.invalid`: also when it is no longer the one that the restore began with
 */
export async function openSealedBackup(
  { locations }: Uses<'locations'>,
  operation: Pick<Operation, 'refs' | 'sealSha256'> & { spec: Pick<RestoreSpec, 'backup'> },
): Promise<SealedBackup> {
  const { spec } = operation;
  const location = await locations.open(locationOf(operation));
  const backup = { clusterId: sourceClusterIdOf(operation), backupId: spec.backup, locationUid: location.locationUid };
  const key = sealPath(backup);
  const body = await location.store.readSeal(backup);
  if (!body) throw new Fault('seal.not_found', `${key} is not there`, { details: { key } });
  const seal = parseSeal(body, sealKey(location), backup);
  const sealSha256 = createHash('sha256').update(body).digest('hex');
  if (operation.sealSha256 && operation.sealSha256 !== sealSha256) {
    throw new Fault('seal.invalid', `${key} was replaced while the restore ran`, { details: { key } });
  }
  const parts = seal.parts.map(named).toSorted(byOrder);
  return { location, seal, sealSha256, parts };
}

/**
 * The objects of a part, all verified before the first is given out: also that each is of the kind and namespace of the
 * part. What a cluster once answered decides neither where something is restored nor what it is.
 * @throws Fault Permanent `part.not_found`, `part.invalid`, naming the part
 */
export async function readPart({ location, seal }: Pick<SealedBackup, 'location' | 'seal'>, part: SealedPart) {
  const { key } = part;
  const details = { key };
  const body = await location.store.readPart(key);
  if (!body) throw new Fault('part.not_found', `${key} is not there`, { details });
  const objects: Manifest[] = [];
  const place = named(part);
  for (const object of decodePart(manifestKey(location, seal.backupId), part, body)) {
    const isOfPart =
      isManifest(object) &&
      kindNameOf(groupKindOf(object)) === place.kindName &&
      object.metadata.namespace === place.namespace;
    if (!isOfPart) throw new Fault('part.invalid', `${key} holds an object of another kind or namespace`, { details });
    objects.push(object);
  }
  return objects;
}

/** All objects of a kind, by what `keyOf` says; for kinds that are few. */
export async function readKind(backup: SealedBackup, kindName: string, keyOf: (manifest: Manifest) => string) {
  const found = new Map<string, Manifest>();
  for (const part of backup.parts.filter((one) => one.kindName === kindName)) {
    for (const manifest of await readPart(backup, part)) found.set(keyOf(manifest), manifest);
  }
  return found;
}

function named(part: SealedPart): NamedPart {
  const place = parsePartPath(part.key);
  if (!place) throw new Fault('part.invalid', `${part.key} is no key of a part`, { details: { key: part.key } });
  return { ...part, kindName: place.resource, namespace: place.namespace };
}

function byOrder(a: NamedPart, b: NamedPart): number {
  return byRestoreOrder(a.kindName, b.kindName) || (a.key < b.key ? -1 : 1);
}
