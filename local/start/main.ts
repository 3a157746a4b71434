import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiClient, createApiClient, found } from '../../client/client.ts';
import { seedShop } from '../../simulator/shop.ts';
import { orders } from '../../simulator/shop-orders.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { ensureTools } from '../../tools/build/build.ts';
import { ensureConsole } from '../../tools/console/build.ts';
import { type App, startApp } from '../app.ts';
import { startSimulatedCluster } from '../simulated-cluster.ts';
import { lookAround, registerCluster } from './clusters.ts';
import { backUpShop, CLUSTER, createLocation } from './demo.ts';
import { keepEnvironment } from './environment-file.ts';
import { hints, type There } from './hints.ts';
import { checkPort, choosePorts, keepPorts } from './ports.ts';
import { checkStateFolder, takeStateFolder } from './state-folder.ts';

interface Options {
  port: string;
  kubeconfig?: string;
  'no-demo': boolean;
  state: string;
  defaultState: string;
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
  checkStateFolder(options.state);
  await checkPort(Number(options.port));
  const folder = takeStateFolder(options.state, { reset: options.reset });
  stops.push(async () => folder.release());
  const [tools] = await Promise.all([ensureTools(), ensureConsole(join(import.meta.dirname, '../..'))]);

  const { cluster: clusterPort, ...ports } = await choosePorts(options.state, Number(options.port));
  const app = await startApp({
    root: join(options.state, 'stack'),
    port: Number(options.port),
    ports,
    versitygw: tools.versitygw,
    buckets: ['backups'],
  });
  stops.push(() => app.stack.stop());
  const demo = !options['no-demo'] && kubeconfig === undefined;
  const simulator = demo ? await startSimulation(options.state, tools.kopia, clusterPort) : undefined;
  const { endpoints, environment } = app.stack;
  keepPorts(options.state, { ...endpoints, s3: endpoints.s3, cluster: simulator?.url });
  const served = { api: endpoints.api, token: app.token, tokens: app.tokens, environment };
  keepEnvironment(options.state, served);
  print(`Snapferry serves at ${app.stack.url(app.token)}`);
  const there = await prepare(app, simulator, kubeconfig);
  const state = options.state === options.defaultState ? {} : { state: options.state };
  print(
    hints(served, {
      ...there,
      ...state,
      ...(simulator ? { kubeconfig: writeKubeconfig(options.state, simulator) } : {}),
    }),
  );
}

async function startSimulation(state: string, kopia: string, port: number): Promise<Simulator> {
  const simulator = await startSimulatedCluster(join(state, 'simulator'), kopia, { port });
  stops.push(() => simulator.stop());
  await seedShop(simulator, orders);
  return simulator;
}

/** For kubectl: its admin's, with which everything on the simulated cluster can be looked at and deleted. */
function writeKubeconfig(state: string, simulator: Simulator): string {
  const file = join(state, 'simulator', 'kubeconfig');
  writeFileSync(file, simulator.kubeconfig('admin'), { mode: 0o600 });
  return file;
}

async function prepare(app: App, simulator: Simulator | undefined, kubeconfig: string | undefined): Promise<There> {
  const api = createApiClient(app.stack.endpoints.api, app.token);
  if (kubeconfig !== undefined) {
    await registerMine(api, kubeconfig);
    print('your cluster is registered as "mine", with this kubeconfig');
    return await lookAround(api, 'mine');
  }
  if (!simulator) return {};
  const access = { kubeconfig: simulator.kubeconfig('backup'), restoreKubeconfig: simulator.kubeconfig('restore') };
  // Its port may be another one this time, if somebody else had it.
  const registered = await found(api.GET('/v1/clusters/{name}', { params: { path: { name: CLUSTER } } }));
  if (registered?.server !== simulator.url) await registerCluster(api, CLUSTER, access);
  await createLocation(api, app, print);
  await backUpShop(api, print);
  return await lookAround(api, CLUSTER);
}

async function registerMine(api: ApiClient, kubeconfig: string): Promise<void> {
  try {
    await registerCluster(api, 'mine', { kubeconfig, restoreKubeconfig: kubeconfig });
  } catch (error) {
    const way = 'npm start -- --state DIR keeps another cluster apart, --reset forgets this one';
    throw new Error(`your cluster is not registered as "mine": ${messageOf(error)}\n${way}`, { cause: error });
  }
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
