import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryPassword } from '../../functions/domain/location/keys.ts';
import type { Location } from '../../functions/services/location/location.ts';

interface Place {
  kopia: string;
  /** For its configuration and cache: what it was connected to first is what it looks at. */
  folder: string;
  location: Location;
  /** Of cluster `c1`. */
  namespace: string;
}

/** Runs the plain kopia command on a repository, as a person with the recovery key would; it gives what was printed. */
export async function plainKopia({ kopia, folder, location, namespace }: Place, ...args: string[]): Promise<string> {
  const { credentials, s3 } = location;
  const config = join(folder, 'look.config');
  const run = async (...all: string[]) => {
    const { stdout } = await promisify(execFile)(kopia, ['--config-file', config, '--log-dir', folder, ...all], {
      env: {
        PATH: process.env.PATH,
        KOPIA_PASSWORD: repositoryPassword(location, 'c1', namespace),
        KOPIA_CHECK_FOR_UPDATES: 'false',
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
    });
    return stdout;
  };
  const prefix = `--prefix=${s3.prefix}/repositories/c1/${namespace}/`;
  const store = [`--bucket=${s3.bucket}`, `--endpoint=${new URL(s3.endpoint).host}`, prefix, '--disable-tls'];
  if (!existsSync(config))
    await run('repository', 'connect', 's3', ...store, `--cache-directory=${join(folder, 'look')}`);
  return await run(...args);
}
