import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answered } from '../../../client/client.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import type { MoverResult } from '../../../functions/domain/volume/volume.ts';
import type { Cluster } from '../harness/cluster.ts';
import { LOCATION, type Product } from './product.ts';

const PASSWORD = join(import.meta.dirname, '../../../tools/cli/repository-password.ts');
const execute = promisify(execFile);

type Kopia = (...given: string[]) => Promise<{ stdout: string }>;

/** Restores a snapshot as a person with the bucket and the recovery key does, into a folder that `look` is given. */
export async function restoredByHand(
  running: Cluster,
  product: Product,
  operation: Operation,
  namespace: string,
  { kopiaId, rawNames }: Pick<MoverResult, 'kopiaId' | 'rawNames'>,
  look: (folder: string) => Promise<void>,
): Promise<void> {
  await connectedByHand(running, product, operation, { namespace, readonly: true }, async (kopia, root) => {
    await kopia('restore', kopiaId, `${root}/tree`, '--write-sparse-files');
    if (rawNames) {
      await kopia('restore', rawNames.kopiaId, `${root}/beside`);
      await execute('tar', ['-xpf', `${root}/beside/raw-names.tar`, '-C', `${root}/tree`, '--numeric-owner']);
    }
    await look(`${root}/tree`);
  });
}

/**
 * The plain kopia CLI, connected to the repository of a namespace with the password that `npm run repository:password`
 * prints.
 * @param work is given a folder of its own as well
 */
export async function connectedByHand(
  running: Cluster,
  { api, prefix }: Product,
  { refs }: Operation,
  { namespace, readonly }: { namespace: string; readonly: boolean },
  work: (kopia: Kopia, root: string) => Promise<void>,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'snapferry-kopia-'));
  const params = { path: { name: LOCATION } };
  const { locationUid = '' } = await answered(api.GET('/v1/locations/{name}', { params }));
  const { recoveryKey } = await answered(api.GET('/v1/locations/{name}/recovery-key', { params }));
  const { clusterId } = refs.cluster;
  const named = ['--location-uid', locationUid, '--cluster-id', clusterId, '--namespace', namespace];
  const { stdout: password } = await execute(process.execPath, [PASSWORD, ...named], {
    env: { PATH: process.env.PATH, SNAPFERRY_RECOVERY_KEY: recoveryKey },
  });
  const { endpoint, bucket, accessKeyId, secretAccessKey } = running.s3;
  const kopia: Kopia = async (...given) =>
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
    const mode = readonly ? ['--readonly'] : [];
    await kopia('repository', 'connect', 's3', ...store, ...mode, '--no-persist-credentials', '--no-use-keyring');
    await work(kopia, root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
