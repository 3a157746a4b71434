import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import { areDriversRegistered, forgetDrivers, isNodeReady } from './api.ts';
import { isRunning, startDaemon } from './daemons.ts';
import { derive, type Settings } from './settings.ts';

/** Starts the kubelet, unless it runs, and waits until the API hears from it that the node and its CSI drivers are ready. */
export async function startKubelet(settings: Settings, hyperkube: string): Promise<void> {
  const since = isRunning(settings, 'kubelet') ? 0 : Date.now();
  if (since > 0) await launch(settings, hyperkube);
  await until('the node to be Ready', 120, async () => await isNodeReady(settings, since));
  await until('the CSI drivers to be registered', 60, async () => await areDriversRegistered(settings));
}

async function launch(settings: Settings, hyperkube: string): Promise<void> {
  const { keys, run, address, kubelet } = derive(settings);
  await mkdir(join(run, 'pod-logs'), { recursive: true });
  await writeFile(join(run, 'resolv.conf'), 'options ndots:1\n');
  await writeFile(join(run, 'kubelet.json'), JSON.stringify(renderConfig(settings), null, 2));
  await forgetDrivers(settings);
  await startDaemon(settings, {
    name: 'kubelet',
    command: [
      hyperkube,
      'kubelet',
      `--config=${join(run, 'kubelet.json')}`,
      `--kubeconfig=${join(keys, 'kubelet.kubeconfig')}`,
      `--root-dir=${kubelet}`,
      `--cert-dir=${keys}`,
      `--node-ip=${address}`,
      `--hostname-override=${settings.node}`,
    ],
  });
}

/** Images cannot be pulled again, so none is ever collected; the thresholds of eviction suit a machine shared with others. */
function renderConfig(settings: Settings): unknown {
  const { keys, run, address, cgroup, containerdSocket } = derive(settings);
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address,
    healthzBindAddress: '127.0.0.1',
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    tlsCertFile: join(keys, 'kubelet.crt'),
    tlsPrivateKeyFile: join(keys, 'kubelet.key'),
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(keys, 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    clusterDNS: [address],
    clusterDomain: 'cluster.local',
    resolvConf: join(run, 'resolv.conf'),
    podLogsDir: join(run, 'pod-logs'),
    volumePluginDir: join(run, 'volume-plugins'),
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '1%',
      'imagefs.available': '1%',
      'nodefs.inodesFree': '1%',
    },
    syncFrequency: '10s',
    nodeStatusUpdateFrequency: '4s',
  };
}
