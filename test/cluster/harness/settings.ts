import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** Everything that tells one cluster of this machine from another. All else lies inside its network namespace and its root. */
export type Settings = {
  /** At most 12 of a–z, 0–9 and `-`; the host's side of the cluster's network is called `sf-<name>`. */
  readonly name: string;
  /** Absolute; holds all of the cluster's state. */
  readonly root: string;
  /** The first three numbers of the /24 that host, node and pods share, such as `10.88.0`. */
  readonly network: string;
  readonly services: string;
  readonly node: string;
  readonly apiPort: number;
  readonly s3Port: number;
  /** Size of the btrfs pool behind the volumes, as truncate takes it; the file is sparse. */
  readonly poolSize: string;
  /** Names of the CSI drivers; the first one's classes are the defaults. */
  readonly drivers: readonly string[];
};

const options = {
  name: { type: 'string', default: 'default' },
  root: { type: 'string' },
  network: { type: 'string', default: '10.88.0' },
  services: { type: 'string', default: '10.96.0.0/16' },
  node: { type: 'string' },
  'api-port': { type: 'string', default: '6443' },
  's3-port': { type: 'string', default: '7070' },
  'pool-size': { type: 'string', default: '20G' },
  drivers: { type: 'string', default: 'btrfs.csi.snapferry.dev,second.csi.snapferry.dev' },
} as const;

export const settingsHelp = `parameters, each also as SNAPFERRY_CLUSTER_<NAME>, such as SNAPFERRY_CLUSTER_API_PORT:
  --name       which cluster (default); several can stand side by side
  --root       where its state lies (\${XDG_STATE_HOME:-~/.local/state}/snapferry/cluster/<name>)
  --network    first three numbers of the /24 of host, node and pods (10.88.0); one per cluster
  --services   range of service addresses (10.96.0.0/16)
  --node       the node's name (node-<name>)
  --api-port   of the API server (6443)
  --s3-port    of the S3 server (7070)
  --pool-size  of the btrfs pool, sparse (20G)
  --drivers    CSI driver names, comma-separated (${options.drivers.default})`;

/**
 * Reads the parameters from the command line, else the environment, else the defaults.
 * @param switches names of further flags without a value, such as `wipe`.
 * @throws Error with one sentence about the wrong parameter.
 */
export function readSettings<S extends string>(
  argv: readonly string[],
  switches: readonly S[],
): { settings: Settings; on: Record<S | 'help', boolean>; rest: string[] } {
  const names = [...switches, 'help'] as const;
  const flags = Object.fromEntries(names.map((name) => [name, { type: 'boolean' as const }]));
  const valued = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, { ...option, ...fromEnvironment(name) }]),
  );
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { ...valued, ...flags },
    allowPositionals: true,
  });
  const text = (name: keyof typeof options) => String(values[name] ?? '');
  const name = text('name');
  const settings: Settings = {
    name,
    root: text('root') || defaultRoot(name),
    network: text('network'),
    services: text('services'),
    node: text('node') || `node-${name}`,
    apiPort: Number(text('api-port')),
    s3Port: Number(text('s3-port')),
    poolSize: text('pool-size'),
    drivers: text('drivers').split(','),
  };
  check(settings);
  const on = Object.fromEntries(names.map((flag) => [flag, values[flag] === true])) as Record<S | 'help', boolean>;
  return { settings, on, rest: positionals };
}

function fromEnvironment(name: string): { default?: string } {
  const value = process.env[`SNAPFERRY_CLUSTER_${name.toUpperCase().replaceAll('-', '_')}`];
  return value === undefined || value === '' ? {} : { default: value };
}

function defaultRoot(name: string): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), '.local/state');
  return join(state, 'snapferry/cluster', name);
}

function check(settings: Settings): void {
  if (!/^[a-z0-9][a-z0-9-]{0,11}$/.test(settings.name)) {
    throw new Error(`--name ${settings.name}: use at most 12 of a–z, 0–9 and -.`);
  }
  if (!/^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(settings.network)) {
    throw new Error(`--network ${settings.network}: give the first three numbers of a /24, such as 10.88.0.`);
  }
  if (!settings.root.startsWith('/')) throw new Error(`--root ${settings.root}: give an absolute path.`);
  if (!(settings.apiPort > 0) || !(settings.s3Port > 0)) throw new Error('--api-port and --s3-port are numbers.');
}

/** Names that follow from the settings. */
export function derive(settings: Settings) {
  const { root, network, name } = settings;
  return {
    /** Of the node: bridge, API server, S3 server, DNS. */
    address: `${network}.1`,
    /** Of the host, on the same bridge. */
    hostAddress: `${network}.2`,
    hostDevice: `sf-${name}`,
    bridge: 'cni0',
    netns: join(root, 'run/netns'),
    cgroup: `snapferry-${name}`,
    kubeconfig: join(root, 'admin.kubeconfig'),
    keys: join(root, 'keys'),
    logs: join(root, 'logs'),
    run: join(root, 'run'),
    kubelet: join(root, 'kubelet'),
    pool: join(root, 'pool'),
    poolImage: join(root, 'pool.img'),
    knobs: join(root, 'csi-knobs.json'),
    facts: join(root, 'cluster.json'),
    containerdSocket: join(root, 'run/containerd.sock'),
    apiServer: `https://${network}.1:${settings.apiPort}`,
  };
}
