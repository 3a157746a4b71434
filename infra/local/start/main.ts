import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type App, startApp } from '../app.ts';
import { startSimulatedCluster } from '../simulated-cluster.ts';
import { seedShop } from '../simulator/shop.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { ensureTools } from '../tools/build.ts';
import { createApiClient } from './api-client.ts';
import { backUpShop, CLUSTER, createLocation, registerCluster } from './demo.ts';
import { hints } from './hints.ts';

interface Options {
  port: string;
  kubeconfig?: string;
  'no-demo': boolean;
  state: string;
  reset: boolean;
}

const print = (line: string) => console.log(line);
const stops: (() => Promise<unknown>)[] = [];

async function stopAll(code: number): Promise<never> {
  for (const stop of stops.splice(0).toReversed())
    await stop().catch((error: unknown) => console.error(messageOf(error)));
  process.exit(code);
}

async function main(options: Options): Promise<void> {
  const kubeconfig = options.kubeconfig === undefined ? undefined : readKubeconfig(options.kubeconfig);
  if (options.reset) rmSync(options.state, { recursive: true, force: true });
  mkdirSync(options.state, { recursive: true, mode: 0o700 });
  const tools = await ensureTools();

  const app = await startApp({
    root: join(options.state, 'stack'),
    port: Number(options.port),
    versitygw: tools.versitygw,
    buckets: ['backups'],
  });
  stops.push(() => app.stack.stop());
  const demo = !options['no-demo'] && kubeconfig === undefined;
  const simulator = demo ? await startSimulation(options.state, tools.kopia) : undefined;
  print(`Snapferry serves at ${app.stack.url(app.token)}`);
  const backupId = await prepare(app, simulator, kubeconfig);
  print(hints(app, backupId));
}

async function startSimulation(state: string, kopia: string): Promise<Simulator> {
  const simulator = await startSimulatedCluster(join(state, 'simulator'), kopia);
  stops.push(() => simulator.stop());
  await seedShop(simulator);
  return simulator;
}

async function prepare(app: App, simulator: Simulator | undefined, kubeconfig: string | undefined) {
  const api = createApiClient(app.stack.endpoints.api, app.token);
  if (kubeconfig !== undefined) {
    await registerCluster(api, 'mine', { kubeconfig, restoreKubeconfig: kubeconfig });
    print(
      'Registered your cluster as "mine". Its pods do not reach this loopback S3 server: create a location that they reach.',
    );
  }
  if (!simulator) return undefined;
  const access = { kubeconfig: simulator.kubeconfig('backup'), restoreKubeconfig: simulator.kubeconfig('restore') };
  await registerCluster(api, CLUSTER, access);
  await createLocation(api, app, print);
  const backup = await backUpShop(api, print);
  return backup.id;
}

function readKubeconfig(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`the kubeconfig cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
  process.once(signal, () => void stopAll(0));

try {
  await main(JSON.parse(process.argv[2] ?? '{}') as Options);
} catch (error) {
  console.error(`snapferry: ${messageOf(error)}`);
  await stopAll(1);
}
