import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './lock.ts';
import { type Report, reportTo } from './progress.ts';

/** One Go program of one module; `module` is the folder that holds its go.mod and go.sum. */
export type GoProgram = {
  readonly name: string;
  readonly module: string;
  readonly package: string;
  readonly tags?: string;
  /** What it is for, in a few words: shown to who waits for it. */
  readonly purpose?: string;
  /** Values for the linker's -X, as `import/path.name=value`. */
  readonly variables?: readonly string[];
};

/** What the linker would drop (`-w`) the compiler need not make: a ninth of its time. tools/install.mjs has the same. */
const COMPILER = ['-trimpath', '-buildvcs=false', '-mod=readonly', '-gcflags=all=-dwarf=false'];

/** Where everything that Snapferry builds for itself lives; safe to delete, it is built again. */
export function cacheRoot(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'snapferry');
}

/** The first 16 hex digits of the SHA-256 over the files, in the order given: the name of a cache folder. */
export async function hashFiles(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * Builds the programs that `folder` lacks, one after the other, and says so; without any missing it only looks.
 *
 * Idempotent and safe to run twice at once: a lock lets one build and the other wait, and a program appears by rename,
 * so that a file in the folder is a whole one.
 * @returns path by program name.
 * @throws Error with one sentence a user can act on: Go is missing, or what the compiler said.
 */
export async function buildPrograms(
  folder: string,
  programs: readonly GoProgram[],
  report: Report = reportTo(process.stderr),
): Promise<Record<string, string>> {
  const paths = Object.fromEntries(programs.map(({ name }) => [name, join(folder, name)]));
  if ((await missing(folder, programs)).length === 0) return paths;
  await requireGo(programs.map(({ name }) => name));
  await mkdir(folder, { recursive: true });
  await withLock(join(folder, '.lock'), report, async () => {
    const wanted = await missing(folder, programs);
    for (const [at, program] of wanted.entries()) await build(folder, program, report, `${at + 1} of ${wanted.length}`);
  });
  return paths;
}

async function missing(folder: string, programs: readonly GoProgram[]): Promise<GoProgram[]> {
  const present = await Promise.all(
    programs.map(({ name }) =>
      access(join(folder, name), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return programs.filter((_, index) => !present[index]);
}

async function requireGo(names: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)('go', ['version']);
  } catch (cause) {
    throw new Error(
      `Go is needed to build ${names.join(' and ')}, and no \`go\` was found on the PATH: install Go 1.26 or newer from https://go.dev/dl and start again.`,
      { cause },
    );
  }
}

async function build(folder: string, program: GoProgram, report: Report, which: string): Promise<void> {
  const unfinished = join(folder, `.${program.name}.${process.pid}`);
  const linker = ['-s', '-w', ...(program.variables ?? []).flatMap((variable) => ['-X', variable])].join(' ');
  const tags = program.tags === undefined ? [] : ['-tags', program.tags];
  const flags = [...COMPILER, ...tags, '-ldflags', linker, '-o', unfinished];
  const purpose = program.purpose === undefined ? '' : `, ${program.purpose}`;
  const done = report(`building ${which}: ${program.name}${purpose}`);
  try {
    await go(['build', ...flags, program.package], program);
    await rename(unfinished, join(folder, program.name));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    done();
  }
}

/** CGO_ENABLED=0 makes static programs, which also run inside images that hold nothing else. */
async function go(args: readonly string[], program: GoProgram): Promise<void> {
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' };
  const child = spawn('go', args, { cwd: program.module, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (code === 0) return;
  const reasons = said.split('\n').filter((line) => line !== '' && !line.startsWith('go: downloading'));
  throw new Error(`Building ${program.name} failed (go exited with ${code}):\n${reasons.slice(-15).join('\n')}`);
}
