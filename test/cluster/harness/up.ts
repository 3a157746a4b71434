/** `npm run cluster:up`: a real Kubernetes cluster of one node on this machine. See README.md. */
import { mkdir } from 'node:fs/promises';
import { until } from '../../support/until.ts';
import { readApi } from './api.ts';
import { createCgroups } from './cgroups.ts';
import { writeCluster } from './cluster.ts';
import { runCommand } from './command.ts';
import { importImages, startContainerd } from './containerd.ts';
import { startApi, startControllers } from './control-plane.ts';
import { ensureCrds } from './crds.ts';
import { startStorage } from './csi.ts';
import { listDaemons } from './daemons.ts';
import { mountDisks } from './disks.ts';
import { noteHost } from './host.ts';
import { ensureImages, images } from './images.ts';
import { createKeys } from './keys.ts';
import { startKubelet } from './kubelet.ts';
import { applyManifests } from './manifests.ts';
import { createNetwork } from './network.ts';
import { ensurePackages } from './packages.ts';
import { ensurePrograms } from './programs.ts';
import { startS3 } from './s3.ts';
import { startServices } from './services.ts';
import { derive, type Settings, settingsHelp } from './settings.ts';

const help = `usage: npm run cluster:up [-- --build-only] [parameters]

Starts a Kubernetes cluster of one node: control plane, containerd, CSI drivers with real snapshots, and an S3 server.
The first time it installs Debian packages and builds the programs with Go, which takes minutes. What already runs is
left as it is, so it also repairs a cluster of which something died.

  --build-only  install and build what a start needs, but start nothing

${settingsHelp}`;

await runCommand(help, ['build-only'], async (settings, on) => {
  await ensurePackages();
  const programs = await ensurePrograms();
  const archives = await ensureImages(programs);
  await ensureCrds(programs.hyperkube);
  if (on['build-only']) return;
  await up(settings, programs, archives);
});

async function up(settings: Settings, programs: Awaited<ReturnType<typeof ensurePrograms>>, archives: string[]) {
  const step = stopwatch();
  await mkdir(settings.root, { recursive: true, mode: 0o755 });
  await noteHost(settings);
  await createCgroups(derive(settings).cgroup);
  await createKeys(settings);
  await createNetwork(settings);
  await mountDisks(settings);
  step('network, disks and keys');
  await startContainerd(settings);
  const [s3] = await Promise.all([
    startS3(settings, programs.versitygw),
    startApi(settings, programs.hyperkube),
    importImages(settings, archives),
  ]);
  step('API and images');
  await startControllers(settings, programs.hyperkube);
  await startServices(settings, programs);
  await Promise.all([
    startKubelet(settings, programs.hyperkube),
    applyManifests(settings, programs.hyperkube).then(async () => await startStorage(settings, programs)),
  ]);
  await until(
    'the default service account',
    60,
    async () => await readApi(settings, '/api/v1/namespaces/default/serviceaccounts/default'),
  );
  step('node and storage ready');
  await record(settings, programs, s3);
}

async function record(
  settings: Settings,
  programs: Awaited<ReturnType<typeof ensurePrograms>>,
  s3: Awaited<ReturnType<typeof startS3>>,
): Promise<void> {
  const { kubeconfig, apiServer, hostAddress, knobs, facts } = derive(settings);
  const daemons = await listDaemons(settings);
  await writeCluster({
    settings,
    node: settings.node,
    kubeconfig,
    apiServer,
    hostAddress,
    s3,
    csiKnobs: knobs,
    drivers: settings.drivers,
    images: { busybox: images.busybox, kopia: images.kopia },
    programs: { hyperkube: programs.hyperkube, kopia: programs.kopia },
    pids: Object.fromEntries(daemons.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid]]))),
  });
  console.log(`cluster ${settings.name} is up
  kubeconfig  ${kubeconfig}
  S3          ${s3.endpoint}, bucket ${s3.bucket}
  facts       ${facts}`);
}

/** Prints each step with the seconds since the start. */
function stopwatch(): (step: string) => void {
  const startedAt = performance.now();
  return (step) => console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${step}`);
}
