/** Builds the programs that Snapferry runs beside itself: `npm run tools`, and first thing in `npm start`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPrograms, cacheRoot, type GoProgram, hashFiles } from './go-build.ts';

export const KOPIA = {
  name: 'kopia',
  purpose: 'which reads and writes the copies',
  module: join(import.meta.dirname, 'kopia'),
  package: 'github.com/kopia/kopia',
  tags: 'nohtmlui',
} satisfies GoProgram;

const programs: readonly GoProgram[] = [
  KOPIA,
  {
    name: 'versitygw',
    purpose: 'the S3 server that stands in for your bucket',
    module: join(import.meta.dirname, 'versitygw'),
    package: 'github.com/versity/versitygw/cmd/versitygw',
  },
];

/**
 * Paths of kopia and versitygw, built on the first call (minutes) and found on every later one (milliseconds).
 *
 * They are kept in `${XDG_CACHE_HOME:-~/.cache}/snapferry/<hash of go.sum>`; deleting that folder is safe.
 * @throws Error with one sentence a user can act on.
 */
export async function ensureTools(): Promise<{ kopia: string; versitygw: string }> {
  const folder = join(cacheRoot(), await hashFiles(programs.map(({ module }) => join(module, 'go.sum'))));
  const { kopia = '', versitygw = '' } = await buildPrograms(folder, programs);
  return { kopia, versitygw };
}

const help = `usage: npm run tools

Builds kopia and versitygw from the Go modules beside this file, unless they are built, and prints their paths.
Needs Go 1.26 or newer. They are kept in \${XDG_CACHE_HOME:-~/.cache}/snapferry.`;

if (import.meta.main) {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) console.log(help);
  else {
    await ensureTools().then(
      ({ kopia, versitygw }) => console.log(`kopia     ${kopia}\nversitygw ${versitygw}`),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
      },
    );
  }
}
