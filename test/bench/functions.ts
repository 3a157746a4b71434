import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundleFunctions } from '../../infra/package/bundle.ts';
import { type Figure, median } from './table.ts';

const run = promisify(execFile);
const ROOT = path.join(import.meta.dirname, '../..');
const RUNS = 9;
/** Of one process: one that hangs fails the section. */
const LONGEST_MS = 60_000;
/** DESIGN's targets in milliseconds, for functions that reach a cluster and those that do not. */
const TARGETS = { cluster: 200, other: 80 };
const REACH_NO_CLUSTER = new Set(['apiLocations', 'apiOperations', 'apiNotifications', 'console']);

/** What a function finds at a cold start; nothing of it is called. */
const ENVIRONMENT = {
  INSTALLATION_ID: 'aaaaaaaaaa',
  CATALOG_TABLE: 'catalog',
  LEDGER_TABLE: 'ledger',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
};

/** Import of each bundle in fresh processes (an empty module's taken off), and the size of its zip. */
export async function measureFunctions(): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'snapferry-bench-'));
  try {
    const { zips } = await bundleFunctions(ROOT, folder);
    await writeFile(path.join(folder, 'empty.mjs'), '');
    const nothing = await importTime(path.join(folder, 'empty.mjs'));
    const figures: Figure[] = [];
    for (const { name, file, zipBytes } of zips) {
      const { stdout } = await run('unzip', ['-p', file, '*.mjs'], {
        encoding: 'buffer',
        maxBuffer: 32 * 1024 * 1024,
        timeout: LONGEST_MS,
      });
      const module = path.join(folder, `${name}.mjs`);
      await writeFile(module, stdout);
      const ms = (await importTime(module)) - nothing;
      const target = REACH_NO_CLUSTER.has(name) ? TARGETS.other : TARGETS.cluster;
      figures.push({
        what: `import of ${name}`,
        measured: `${ms.toFixed(0)} ms, zip ${(zipBytes / 1024).toFixed(0)} KiB`,
        beside: `≤ ${target} ms, ≤ 1024 KiB`,
      });
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importTime(module: string): Promise<number> {
  const program = `const at = performance.now(); await import(${JSON.stringify(module)}); console.log(performance.now() - at); process.exit(0)`;
  const times: number[] = [];
  for (let turn = 0; turn < RUNS; turn += 1) {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], {
      env: ENVIRONMENT,
      timeout: LONGEST_MS,
    });
    times.push(Number(stdout));
  }
  return median(times);
}
