import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Cluster, cluster } from './cluster.ts';
import { letReach } from './network.ts';
import { readSettings, type Settings } from './settings.ts';

/*
 * Clusters beside the first, each for as long as a file of tests needs it: name, network and root follow from the first's, so
 * that whoever ends the first knows what to end with it. See run.ts.
 */

/** Which one: for tests of two clusters, and for those that take a cluster's kubelet away, which nobody else may need meanwhile. */
type Beside = 2 | 3;

/** Its pods reach servers at the first one's host address, too: one location for both. */
export async function startBeside(first: Cluster, which: Beside): Promise<Cluster> {
  const code = await runHarness('up.ts', ...besideOf(first.settings, which));
  if (code !== 0) throw new Error(`cluster ${which} did not start: cluster:up ended with ${code}`);
  const { settings } = readSettings(besideOf(first.settings, which), []);
  await letReach(settings, first.hostAddress);
  return cluster(settings);
}

/** Nothing to do where there is none; also what is left of one whose tests were killed goes. */
export async function stopBeside(first: Settings, which: Beside): Promise<number> {
  return await runHarness('down.ts', '--wipe', ...besideOf(first, which));
}

function besideOf({ name, root, network }: Settings, which: Beside): string[] {
  const [a = 0, b = 0, c = 0] = network.split('.').map(Number);
  const other = `${name.slice(0, 10)}-${which}`;
  const address = `${a}.${b + which - 1}.${c}`;
  return ['--name', other, '--root', `${root}-${which}`, '--network', address, '--node', `node-${other}`];
}

/** One of the harness's commands, in a process of its own. @returns its exit code */
export async function runHarness(command: 'up.ts' | 'down.ts', ...args: readonly string[]): Promise<number> {
  return await runNode(join(import.meta.dirname, command), ...args);
}

export async function runNode(...args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  return await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve(code ?? 1));
  });
}
