import { join } from 'node:path';
import { ensureTools, KOPIA } from '../../tools/build/build.ts';
import { buildPrograms, cacheRoot, hashFiles } from '../../tools/build/go-build.ts';

/**
 * As ensureTools, with the kopia that kopia's own tests build (its tag `testing`): the same program, which makes the key of a new
 * repository by a hash and not by scrypt. To open a repository is nine tenths of the processor time of most of a mover's calls.
 * `mover-script`, `e2e/restore` and `cluster` run the kopia that is deployed.
 */
export async function ensureMoverTools(): Promise<{ kopia: string; versitygw: string }> {
  const folder = join(cacheRoot(), `kopia-testing-${await hashFiles([join(KOPIA.module, 'go.sum')])}`);
  const quick = { ...KOPIA, purpose: 'as its own tests build it', tags: `${KOPIA.tags},testing` };
  const { kopia = '' } = await buildPrograms(folder, [quick]);
  return { ...(await ensureTools()), kopia };
}
