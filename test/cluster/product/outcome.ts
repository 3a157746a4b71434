import { HeadObjectCommand, NotFound } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { endOf } from '../../../functions/domain/operation/event-types.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import type { Phase } from '../../../functions/domain/operation/phase.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';
import type { Cluster } from '../harness/cluster.ts';
import { s3Client } from '../harness/s3.ts';
import { leftovers } from './leftovers.ts';
import { LOCATION, type Product } from './product.ts';

/**
 * What holds at the end of every backup, whatever happened to it: one terminal record, a seal if and only if it
 * succeeded, and on the cluster nothing of ours but the local copies that its rows name.
 */
export async function endsAs(
  running: Cluster,
  product: Product,
  id: string,
  phases: readonly Phase[],
  location = LOCATION,
): Promise<{ operation: Operation; volumes: Volume[] }> {
  const operation = await product.ended(id);
  const volumes = await product.ledger.readVolumes(id);
  const said = `${operation.phase} ${JSON.stringify(operation.error)} ${JSON.stringify(volumes.map(({ reason }) => reason))}`;
  expect(phases, said).toContain(operation.phase);
  expect(operation.residuals).toEqual([]);
  const { items } = await product.ledger.readEvents(id);
  const ends = items.filter(({ type }) => /^Backup(Succeeded|Failed|Cancelled)$/.test(type));
  expect(ends.map(({ type }) => type)).toEqual([endOf('backup', operation.phase)]);
  const key = `${product.prefix}/${location}/backups/${operation.refs.cluster.clusterId}/${id}/backup.json`;
  expect(await exists(running, key), 'the seal').toBe(operation.phase === 'Succeeded');
  const namespaces = [...new Set(volumes.map(({ namespace }) => namespace))];
  expect(await leftovers(running, product, operation, namespaces)).toEqual([]);
  return { operation, volumes };
}

/** The local copies that stay. */
export function kept(volumes: readonly Volume[]): (string | undefined)[] {
  return volumes.map(({ localCopy }) => (localCopy?.releasedAt ? undefined : localCopy?.keptFor));
}

async function exists({ s3 }: Cluster, Key: string): Promise<boolean> {
  const client = s3Client(s3);
  try {
    await client.send(new HeadObjectCommand({ Bucket: s3.bucket, Key }));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  } finally {
    client.destroy();
  }
}
