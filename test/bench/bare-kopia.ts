import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Cluster } from '../cluster/harness/cluster.ts';

const execute = promisify(execFile);
const LONGEST_MS = 1_800_000;

/**
 * The yardstick: kopia on the host with its own defaults and the product's compression, over the same data to the same S3 server. Only the command that
 * moves data is timed; to create and to connect the repository is not.
 *
 * @param root an empty folder for configurations and caches, one per process as movers have them
 * @param prefix of the repository in the bucket
 */
export async function openBareKopia({ programs, s3 }: Cluster, root: string, prefix: string, atOnce: number) {
  const store = [
    `--bucket=${s3.bucket}`,
    `--endpoint=${new URL(s3.endpoint).host}`,
    `--region=${s3.region}`,
    '--disable-tls',
    `--prefix=${prefix}`,
  ];

  async function kopia(seat: string, ...given: string[]): Promise<string> {
    const home = path.join(root, seat);
    await mkdir(home, { recursive: true });
    const flags = [`--config-file=${home}/config`, `--log-dir=${home}/logs`, '--no-auto-maintenance'];
    const { stdout } = await execute(programs.kopia, [...given, ...flags, '--no-progress'], {
      env: {
        HOME: home,
        KOPIA_PASSWORD: 'bench',
        KOPIA_CACHE_DIRECTORY: `${home}/cache`,
        KOPIA_CHECK_FOR_UPDATES: 'false',
        AWS_ACCESS_KEY_ID: s3.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      },
      maxBuffer: 64 * 1024 * 1024,
      timeout: LONGEST_MS,
    });
    return stdout;
  }

  const connect = async (seat: string) => await kopia(seat, 'repository', 'connect', 's3', ...store);

  await kopia('creator', 'repository', 'create', 's3', ...store);
  await kopia('creator', 'policy', 'set', '--global', '--compression=zstd-fastest');
  const connected = new Set<string>();
  const ids = new Map<string, string>();

  return {
    /** Seconds that snapshots of all folders took; again it is the second run, with what the first one cached. */
    async snapshot(folders: readonly string[]): Promise<number> {
      for (const at of folders.keys()) {
        if (connected.has(`up-${at}`)) continue;
        await connect(`up-${at}`);
        connected.add(`up-${at}`);
      }
      return await timed(folders, atOnce, async (folder, at) => {
        const { id } = JSON.parse(await kopia(`up-${at}`, 'snapshot', 'create', folder, '--json')) as { id: string };
        ids.set(folder, id);
      });
    },
    /** Seconds that restoring the last snapshots of these folders took, as a machine does that has nothing cached. */
    async restore(folders: readonly string[], into: string): Promise<number> {
      for (const at of folders.keys()) await connect(`down-${at}`);
      return await timed(folders, atOnce, async (folder, at) => {
        await kopia(`down-${at}`, 'restore', ids.get(folder) ?? '', path.join(into, String(at)));
      });
    },
  };
}

async function timed<One>(all: readonly One[], atOnce: number, work: (one: One, at: number) => Promise<void>) {
  const began = performance.now();
  const queue = [...all.entries()];
  const seat = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: atOnce }, seat));
  return (performance.now() - began) / 1000;
}
