import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { derive } from './settings.ts';
import { run } from './shell.ts';

/** A snapshot as the storage has it, whatever Kubernetes knows of it. */
export type StoredSnapshot = {
  readonly driver: string;
  /** The snapshotHandle of its VolumeSnapshotContent. */
  readonly handle: string;
  /** Namespace and name of the claim whose volume it was cut from. */
  readonly namespace: string;
  readonly claim: string;
};

/** All snapshots of all drivers: what a test looks at to see that none was left behind. */
export async function storedSnapshots(cluster: Cluster): Promise<StoredSnapshot[]> {
  const found = cluster.drivers.map(async (driver) => {
    const folder = join(derive(cluster.settings).pool, driver, 'records/snapshots');
    const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    return await Promise.all(files.map(async (file) => readRecord(driver, join(folder, file))));
  });
  return (await Promise.all(found)).flat();
}

/** Removes a snapshot from the storage behind the cluster's back, as a storage admin or a full pool might. */
export async function removeStoredSnapshot(cluster: Cluster, { driver, handle }: StoredSnapshot): Promise<void> {
  const pool = join(derive(cluster.settings).pool, driver);
  await run('btrfs', 'subvolume', 'delete', join(pool, 'snapshots', handle));
  await rm(join(pool, 'records/snapshots', `${handle}.json`));
}

async function readRecord(driver: string, file: string): Promise<StoredSnapshot> {
  const record = JSON.parse(await readFile(file, 'utf8')) as { ID: string; Namespace: string; Claim: string };
  return { driver, handle: record.ID, namespace: record.Namespace, claim: record.Claim };
}
