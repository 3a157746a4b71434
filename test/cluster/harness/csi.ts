import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from './daemons.ts';
import type { Programs } from './programs.ts';
import { derive, type Settings } from './settings.ts';

/** The sidecars' default of 5 requests a second makes two snapshots take 2.1 s instead of 0.6 s. */
const rate = ['--kube-api-qps=100', '--kube-api-burst=200'];

/** Starts the snapshot controller, and each CSI driver with its provisioner and its snapshotter, all as the cluster's admin. */
export async function startStorage(settings: Settings, programs: Programs): Promise<void> {
  const { kubeconfig, knobs } = derive(settings);
  if (!existsSync(knobs)) await writeFile(knobs, '{"rules":[]}\n');
  await startDaemon(settings, {
    name: 'snapshot-controller',
    command: [programs['snapshot-controller'], `--kubeconfig=${kubeconfig}`, ...rate, '--leader-election=false'],
  });
  for (const driver of settings.drivers) await startDriver(settings, programs, driver);
}

async function startDriver(settings: Settings, programs: Programs, driver: string): Promise<void> {
  const { kubelet, pool, knobs, kubeconfig } = derive(settings);
  const socket = join(kubelet, 'plugins', driver, 'csi.sock');
  await mkdir(join(kubelet, 'plugins_registry'), { recursive: true });
  await startDaemon(settings, {
    name: `csi-driver-${driver}`,
    command: [
      programs['csi-driver'],
      `--name=${driver}`,
      `--node=${settings.node}`,
      `--endpoint=${socket}`,
      `--registration=${join(kubelet, 'plugins_registry', `${driver}-reg.sock`)}`,
      `--pool=${join(pool, driver)}`,
      `--knobs=${knobs}`,
    ],
  });
  const common = [`--kubeconfig=${kubeconfig}`, `--csi-address=${socket}`, ...rate, '--leader-election=false'];
  await startDaemon(settings, {
    name: `csi-provisioner-${driver}`,
    command: [programs['csi-provisioner'], ...common, '--extra-create-metadata'],
    env: { NODE_NAME: settings.node },
  });
  await startDaemon(settings, {
    name: `csi-snapshotter-${driver}`,
    // Its default backs off to five minutes, which is right for a cloud and long for a test.
    command: [programs['csi-snapshotter'], ...common, '--extra-create-metadata', '--retry-interval-max=10s'],
  });
}
