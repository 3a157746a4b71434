import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Operation } from '../../../functions/domain/operation.ts';
import type { Cluster } from '../harness/cluster.ts';
import { LOCATION, type Product } from './product.ts';

const PASSWORD = join(import.meta.dirname, '../../../infra/cli/repository-password.ts');
const execute = promisify(execFile);

/**
 * Restores snapshots as a person with the bucket and the recovery key does: by the plain kopia CLI, with the password
 * that `npm run repository:password` prints. Each comes into a folder of its own, which `look` is given.
 */
export async function restoredByHand(
  running: Cluster,
  { api, prefix }: Product,
  { refs }: Operation,
  namespace: string,
  kopiaId: string,
  look: (folder: string) => Promise<void>,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'snapferry-kopia-'));
  const { locationUid } = await api.get<{ locationUid: string }>(`/v1/locations/${LOCATION}`);
  const { recoveryKey } = await api.get<{ recoveryKey: string }>(`/v1/locations/${LOCATION}/recovery-key`);
  const { clusterId } = refs.cluster;
  const named = ['--location-uid', locationUid, '--cluster-id', clusterId, '--namespace', namespace];
  const { stdout: password } = await execute(process.execPath, [PASSWORD, ...named], {
    env: { PATH: process.env.PATH, SNAPFERRY_RECOVERY_KEY: recoveryKey },
  });
  const { endpoint, bucket, accessKeyId, secretAccessKey } = running.s3;
  const kopia = async (...given: string[]) =>
    await execute(running.programs.kopia, [...given, `--config-file=${root}/config`, `--log-dir=${root}/logs`], {
      env: {
        HOME: root,
        KOPIA_PASSWORD: password.trim(),
        KOPIA_CACHE_DIRECTORY: `${root}/cache`,
        KOPIA_CHECK_FOR_UPDATES: 'false',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      },
      maxBuffer: 64 * 1024 * 1024,
    });
  try {
    const folder = `${prefix}/${LOCATION}/repositories/${clusterId}/${namespace}/`;
    const store = [`--bucket=${bucket}`, `--endpoint=${new URL(endpoint).host}`, '--disable-tls', `--prefix=${folder}`];
    await kopia('repository', 'connect', 's3', ...store, '--readonly', '--no-persist-credentials', '--no-use-keyring');
    await kopia('restore', kopiaId, `${root}/tree`, '--write-sparse-files');
    await look(`${root}/tree`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
