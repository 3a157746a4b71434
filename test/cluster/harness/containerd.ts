import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import { type Daemon, startDaemon } from './daemons.ts';
import { images } from './images.ts';
import { derive, type Settings } from './settings.ts';
import { run } from './shell.ts';

/** Starts Debian's containerd with a root, a state, a socket and a network of this cluster's own. */
export async function startContainerd(settings: Settings): Promise<void> {
  const { run: folder } = derive(settings);
  await mkdir(join(folder, 'cni'), { recursive: true });
  await writeFile(join(folder, 'containerd.toml'), renderConfig(settings));
  await writeFile(join(folder, 'cni/10-bridge.conflist'), JSON.stringify(renderNetwork(settings), null, 2));
  const daemon: Daemon = { name: 'containerd', command: ['containerd', '--config', join(folder, 'containerd.toml')] };
  await startDaemon(settings, daemon);
}

/** Brings the archives into containerd, which keeps them until its root is wiped. */
export async function importImages(settings: Settings, archives: readonly string[]): Promise<void> {
  await until('containerd to answer', 30, async () => await ctr(settings, 'version'));
  const note = join(settings.root, 'imported-images');
  const wanted = archives.join('\n');
  if ((await readFile(note, 'utf8').catch(() => '')) === wanted) return;
  for (const archive of archives) await importImage(settings, archive);
  await writeFile(note, wanted);
}

export async function importImage(settings: Settings, archive: string): Promise<void> {
  await ctr(settings, 'image', 'import', archive);
}

async function ctr(settings: Settings, ...given: string[]): Promise<string> {
  return await run('ctr', '--address', derive(settings).containerdSocket, '--namespace', 'k8s.io', ...given);
}

/**
 * `restrict_oom_score_adj`: a machine without CAP_SYS_RESOURCE may not write a negative one, and runc then dies with
 * "can't get final child's PID from pipe". The netns of pods lie below our state, so that none is left behind.
 */
function renderConfig(settings: Settings): string {
  const { root } = settings;
  const { run: folder, containerdSocket } = derive(settings);
  return `version = 2
root = "${join(root, 'containerd')}"
state = "${join(folder, 'containerd')}"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"]
[grpc]
  address = "${containerdSocket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${join(root, 'containerd-opt')}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${images.pause}"
  disable_apparmor = true
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${join(folder, 'cni')}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
`;
}

function renderNetwork(settings: Settings): unknown {
  const { cgroup, bridge, run: folder } = derive(settings);
  const ranges = [[{ subnet: `${settings.network}.0/24`, rangeStart: `${settings.network}.10` }]];
  const ipam = { type: 'host-local', dataDir: join(folder, 'addresses'), ranges, routes: [{ dst: '0.0.0.0/0' }] };
  const plugin = { type: 'bridge', bridge, isGateway: true, ipMasq: false, hairpinMode: true, ipam };
  return { cniVersion: '0.4.0', name: cgroup, plugins: [plugin] };
}
