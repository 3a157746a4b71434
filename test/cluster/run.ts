/** `npm run test:cluster`: the tests that need a real cluster, on a cluster of their own start to end. */
import { join } from 'node:path';
import { runHarness, runNode, stopBeside } from './harness/beside.ts';
import { readSettings } from './harness/settings.ts';

const help = `usage: npm run test:cluster [-- --keep] [arguments of vitest]

Starts the cluster (cluster:up), runs the tests of test/cluster on it, and ends it with its state (cluster:down --wipe),
also when a test failed; and so are the clusters that some tests start beside it. Which cluster: the environment's SNAPFERRY_CLUSTER_* (see npm run cluster:up -- --help).

  --keep  leave the cluster up`;

const given = process.argv.slice(2);
const keep = given.includes('--keep');
const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');

if (given.includes('--help')) console.log(help);
else {
  // Ctrl-C reaches the tests by itself; here it must not keep the cluster from being ended.
  process.on('SIGINT', () => undefined);
  process.exitCode = await runTests();
  for (const which of [2, 3] as const) await stopBeside(readSettings([], []).settings, which);
  if (!keep) await runHarness('down.ts', '--wipe');
}

async function runTests(): Promise<number> {
  const up = await runHarness('up.ts');
  if (up !== 0) return up;
  const projects = ['--project', 'cluster', '--project', 'cluster-alone'];
  return await runNode(vitest, 'run', ...projects, ...given.filter((argument) => argument !== '--keep'));
}
