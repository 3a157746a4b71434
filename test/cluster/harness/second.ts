import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Cluster, cluster } from './cluster.ts';
import { letReach } from './network.ts';
import { readSettings, type Settings } from './settings.ts';

/*
 * A second cluster beside the first, for as long as a file of tests needs it: name, network and root follow from the
 * first's, so that whoever ends the first knows what to end with it. See run.ts.
 */

/** Its pods reach servers at the first one's host address, too: one location for both. */
export async function startSecond(first: Cluster): Promise<Cluster> {
  const code = await runHarness('up.ts', ...secondOf(first.settings));
  if (code !== 0) throw new Error(`the second cluster did not start: cluster:up ended with ${code}`);
  const { settings } = readSettings(secondOf(first.settings), []);
  await letReach(settings, first.hostAddress);
  return cluster(settings);
}

/** Nothing to do where there is none; also what is left of one whose tests were killed goes. */
export async function stopSecond(first: Settings): Promise<number> {
  return await runHarness('down.ts', '--wipe', ...secondOf(first));
}

function secondOf({ name, root, network }: Settings): string[] {
  const [a = 0, b = 0, c = 0] = network.split('.').map(Number);
  const second = `${name.slice(0, 10)}-2`;
  return ['--name', second, '--root', `${root}-2`, '--network', `${a}.${b + 1}.${c}`, '--node', `node-${second}`];
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
