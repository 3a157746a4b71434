/** `npm run test:cluster`: the tests that need a real cluster, on a cluster of their own start to end. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const help = `usage: npm run test:cluster [-- --keep] [arguments of vitest]

Starts the cluster (cluster:up), runs the tests of test/cluster on it, and ends it with its state (cluster:down --wipe),
also when a test failed. Which cluster: the environment's SNAPFERRY_CLUSTER_* (see npm run cluster:up -- --help).

  --keep  leave the cluster up`;

const given = process.argv.slice(2);
const keep = given.includes('--keep');
const harness = join(import.meta.dirname, 'harness');
const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');

if (given.includes('--help')) console.log(help);
else {
  // Ctrl-C reaches the tests by itself; here it must not keep the cluster from being ended.
  process.on('SIGINT', () => undefined);
  process.exitCode = await runTests();
  if (!keep) await node(join(harness, 'down.ts'), '--wipe');
}

async function runTests(): Promise<number> {
  const up = await node(join(harness, 'up.ts'));
  if (up !== 0) return up;
  return await node(vitest, 'run', '--project', 'cluster', ...given.filter((argument) => argument !== '--keep'));
}

async function node(...args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  return await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve(code ?? 1));
  });
}
