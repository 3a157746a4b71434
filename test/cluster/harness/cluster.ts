import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { S3Facts } from './s3.ts';
import { derive, readSettings, type Settings } from './settings.ts';

/** What a test needs to know of a running cluster: `<root>/cluster.json`. */
export type Cluster = {
  readonly settings: Settings;
  readonly node: string;
  /** Path of the admin's kubeconfig. */
  readonly kubeconfig: string;
  readonly apiServer: string;
  /** The host's address on the cluster's network, where pods reach a server of a test. */
  readonly hostAddress: string;
  readonly s3: S3Facts;
  /** Path of the CSI drivers' knobs: see `setKnobs`. */
  readonly csiKnobs: string;
  readonly drivers: readonly string[];
  readonly images: { readonly busybox: string; readonly kopia: string };
  /** Paths; hyperkube is kubectl when called as `hyperkube kubectl`. */
  readonly programs: { readonly hyperkube: string; readonly kopia: string };
  readonly pids: Readonly<Record<string, number>>;
};

/**
 * The running cluster: SNAPFERRY_CLUSTER_NAME's (default `default`), or the one of these settings.
 * @throws Error that says how to start it.
 */
export function cluster(settings: Settings = readSettings([], []).settings): Cluster {
  try {
    return JSON.parse(readFileSync(derive(settings).facts, 'utf8')) as Cluster;
  } catch (cause) {
    throw new Error(`The cluster ${settings.name} is not up: start it with npm run cluster:up.`, { cause });
  }
}

/** Written last by cluster:up and removed first by cluster:down, so that it means: up. */
export async function writeCluster(facts: Cluster): Promise<void> {
  const file = derive(facts.settings).facts;
  await writeFile(`${file}.unfinished`, JSON.stringify(facts, null, 2), { mode: 0o600 });
  await rename(`${file}.unfinished`, file);
}
