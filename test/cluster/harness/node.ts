import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from './daemons.ts';
import type { Programs } from './programs.ts';
import { derive, type Settings } from './settings.ts';

/** Starts the kubelet, kube-proxy and the cluster's DNS. */
export async function startNode(settings: Settings, programs: Programs): Promise<void> {
  const { keys, run, address, kubelet } = derive(settings);
  await mkdir(join(run, 'pod-logs'), { recursive: true });
  await writeFile(join(run, 'resolv.conf'), 'options ndots:1\n');
  await writeFile(join(run, 'kubelet.json'), JSON.stringify(kubeletConfig(settings), null, 2));
  await writeFile(join(run, 'kube-proxy.json'), JSON.stringify(proxyConfig(settings), null, 2));
  await writeFile(join(run, 'Corefile'), renderCorefile(settings));
  await startDaemon(settings, {
    name: 'kubelet',
    command: [
      programs.hyperkube,
      'kubelet',
      `--config=${join(run, 'kubelet.json')}`,
      `--kubeconfig=${join(keys, 'kubelet.kubeconfig')}`,
      `--root-dir=${kubelet}`,
      `--cert-dir=${keys}`,
      `--node-ip=${address}`,
      `--hostname-override=${settings.node}`,
    ],
  });
  await startDaemon(settings, {
    name: 'kube-proxy',
    command: [programs.hyperkube, 'kube-proxy', `--config=${join(run, 'kube-proxy.json')}`],
  });
  await startDaemon(settings, {
    name: 'coredns',
    command: [programs.coredns, '-conf', join(run, 'Corefile'), '-pidfile', ''],
  });
}

/** Images cannot be pulled again, so none is ever collected; the thresholds of eviction suit a machine shared with others. */
function kubeletConfig(settings: Settings): unknown {
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

/** Without masquerading a pod on our bridge would answer another pod directly, past the translation of the service's address. */
function proxyConfig(settings: Settings): unknown {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    clientConnection: { kubeconfig: join(derive(settings).keys, 'kube-proxy.kubeconfig') },
    hostnameOverride: settings.node,
    clusterCIDR: `${settings.network}.0/24`,
    mode: 'iptables',
    iptables: { masqueradeAll: true, localhostNodePorts: false, minSyncPeriod: '100ms' },
    metricsBindAddress: '127.0.0.1:10249',
    healthzBindAddress: '127.0.0.1:10256',
    conntrack: { maxPerCore: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  };
}

/** It forwards nothing: a name outside the cluster does not exist. */
function renderCorefile(settings: Settings): string {
  const { address, kubeconfig } = derive(settings);
  return `.:53 {
  bind ${address}
  errors
  kubernetes cluster.local {
    kubeconfig ${kubeconfig}
  }
  cache 10
}
`;
}
