import { join, resolve } from 'node:path';
import { bootstrap, defaultDriver } from './bootstrap.ts';
import { type SimulatorClock, systemClock } from './clock.ts';
import { startControllers } from './controllers/controllers.ts';
import { startDefinitions } from './controllers/crds.ts';
import { createRecorder } from './events.ts';
import { createFaults, type Faults } from './fault-actions.ts';
import { createFaultBook } from './faults.ts';
import { createKindBook } from './kinds.ts';
import { type Credentials, createCredentials } from './kubeconfig.ts';
import { createExecProcesses } from './kubelet/exec-processes.ts';
import { startKubelet } from './kubelet/kubelet.ts';
import { createProcesses } from './kubelet/processes.ts';
import type { RunExecs, RunJobs } from './kubelet/run.ts';
import { createRunner } from './kubelet/runner.ts';
import { loadCertificates } from './load-certificates.ts';
import { createFiles, createMemoryFiles, type Files } from './persistence.ts';
import { type ApiServer, startServer } from './server.ts';
import type { IpFamily, Simulation } from './simulation.ts';
import { createDriver, type Driver } from './storage/driver.ts';
import { createStore, type Store } from './store.ts';
import { createActivity } from './work-queue.ts';

export interface SimulatorOptions {
  /** The folder that holds everything and is taken up again after a restart or a crash. Absent: nothing is kept. */
  root?: string;
  /** Of the first time; 0, the default, is any. Later it is the port of the last time if that is free, else any. */
  port?: number;
  clock?: SimulatorClock;
  /** Answers for the pods of Jobs instead of running their commands; without a root a Job just succeeds. */
  runJobs?: RunJobs;
  /** Answers for commands run in containers instead of running them; without a root they just succeed. */
  runExecs?: RunExecs;
  /** Comes first on the PATH of every pod: the folder with kopia. */
  toolPath?: string;
  /** CSI drivers to simulate; the first one has the default StorageClass. */
  drivers?: string[];
  /** Of Services; both unless it says so. */
  ipFamilies?: IpFamily[];
  /** Failures of the simulator itself; standard error by default. */
  log?: (message: string) => void;
}

export interface Simulator extends Pick<Credentials, 'kubeconfig' | 'token'>, Pick<ApiServer, 'ask'> {
  url: string;
  /** The CA's certificate, PEM in base64, as a kubeconfig carries it. */
  caData: string;
  faults: Faults;
  /** The objects behind the API: tests look and meddle here. */
  objects: Store;
  /** Physical volumes and snapshots, and their folders. */
  storage: Driver;
  clock: SimulatorClock;
  /** For shop.ts and tests: create as a controller would. */
  simulation: Simulation;
  /** Resolves when no controller has anything to do before some time passes. */
  settled(): Promise<void>;
  requests(): Record<string, number>;
  connections(): number;
  stop(): Promise<void>;
}

/** A free port is asked for only when the last one is taken. */
async function startOnPort(asked: number, files: Files, start: (port: number) => ReturnType<typeof startServer>) {
  const last = (files.read('server.json') as { port: number } | undefined)?.port;
  if (last === undefined) return start(asked);
  return start(last).catch(() => start(0));
}

function createSimulation(
  options: SimulatorOptions,
  files: Files,
  root: string | undefined,
  given: Pick<Simulation, 'clock' | 'signal' | 'caCertificate' | 'tokenOf'>,
): Simulation {
  const { clock } = given;
  const store = createStore({ files, clock });
  const faults = createFaultBook();
  const activity = createActivity(clock);
  const storage = root === undefined ? undefined : join(root, 'storage');
  const driver = createDriver({ files, clock, faults, activity, root: storage });
  return {
    ...given,
    store,
    kinds: createKindBook(),
    recorder: createRecorder({ store, clock }),
    faults,
    driver,
    drivers: options.drivers ?? [defaultDriver],
    ipFamilies: options.ipFamilies ?? ['IPv4', 'IPv6'],
    nodeName: 'simulator-node',
    activity,
    log: options.log ?? ((message) => void process.stderr.write(`simulator: ${message}\n`)),
  };
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = options.clock ?? systemClock;
  const root = options.root === undefined ? undefined : resolve(options.root);
  const files = root === undefined ? createMemoryFiles() : createFiles(join(root, 'state'));
  const abort = new AbortController();
  const certificates = await loadCertificates(files, root !== undefined);
  let url = '';
  const credentials = createCredentials(files, certificates, () => url);
  const simulation = createSimulation(options, files, root, {
    clock,
    signal: abort.signal,
    caCertificate: certificates.ca,
    tokenOf: credentials.token,
  });
  const processes = createProcesses(files);
  const crashed = processes.reap();
  startDefinitions(simulation);
  bootstrap(simulation);
  startControllers(simulation);
  const { toolPath, runJobs, runExecs } = options;
  const execs = createExecProcesses(files);
  const runner = createRunner({ simulation, processes, execs, root, toolPath, runJobs, runExecs });
  const kubelet = startKubelet(simulation, runner, crashed);
  const faults = createFaults(simulation, kubelet);
  const server = await startOnPort(options.port ?? 0, files, (port) =>
    startServer({ simulation, certificates, runner, port, userOf: credentials.userOf }),
  );
  faults.attach(server);
  files.write('server.json', { port: server.port });
  url = `https://127.0.0.1:${server.port}`;

  return {
    url,
    caData: Buffer.from(certificates.ca).toString('base64'),
    kubeconfig: credentials.kubeconfig,
    token: credentials.token,
    faults,
    objects: simulation.store,
    storage: simulation.driver,
    clock,
    simulation,
    settled: simulation.activity.settled,
    requests: server.requests,
    connections: server.connections,
    ask: server.ask,
    async stop() {
      abort.abort();
      await server.close();
      await kubelet.shutDown();
    },
  };
}
