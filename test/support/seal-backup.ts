import { renderSeal, type SealedPart } from '../../functions/domain/backup/seal.ts';
import { manifestKey, sealKey } from '../../functions/domain/location/keys.ts';
import { sealPath } from '../../functions/domain/location/location-layout.ts';
import { groupKindOf, kindNameOf, type Manifest } from '../../functions/domain/manifest/manifest.ts';
import { encodePart } from '../../functions/domain/manifest/manifest-part.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { locationOf } from '../../functions/domain/operation/refs.ts';
import type { ApiWorld } from './api-world.ts';

/** Puts a backup with these objects where its record says it lies: sealed, with a part for each kind and namespace. */
export async function sealBackup(
  { bucket, clock, config, locations }: ApiWorld,
  { operationId: backupId, name, refs, spec }: Operation,
  objects: readonly Manifest[],
): Promise<{ seal: string; parts: SealedPart[] }> {
  const ring = await locations.open(locationOf({ refs }));
  const { clusterId } = refs.cluster;
  const byPlace = Map.groupBy(objects, (object) => `${kindNameOf(groupKindOf(object))} ${object.metadata.namespace}`);
  const parts: SealedPart[] = [];
  for (const [first, ...more] of byPlace.values()) {
    if (!first) continue;
    const { namespace } = first.metadata;
    const place = { clusterId, backupId, resource: kindNameOf(groupKindOf(first)), namespace, n: 0 };
    const lines = [first, ...more].map((object) => JSON.stringify(object));
    const { body, ...part } = encodePart(manifestKey(ring, backupId), clock.randomBytes(12), place, lines);
    await bucket.put(part.key, body);
    parts.push(part);
  }
  const { locationUid } = ring;
  const { installationId } = config;
  const createdAt = clock.now().toISOString();
  const head = { format: 1 as const, backupId, installationId, clusterId, locationUid, name, createdAt, labels: {} };
  const seal = sealPath({ clusterId, backupId });
  const whole = { ...head, spec: spec as Record<string, unknown>, volumes: [], parts };
  await bucket.put(seal, renderSeal(whole, sealKey(ring)));
  return { seal, parts };
}
