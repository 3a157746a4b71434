import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from './daemons.ts';
import type { Programs } from './programs.ts';
import { derive, type Settings } from './settings.ts';

/** Starts what makes the addresses and names of services work on the node: kube-proxy and the cluster's DNS. */
export async function startServices(settings: Settings, programs: Programs): Promise<void> {
  const { run } = derive(settings);
  await writeFile(join(run, 'kube-proxy.json'), JSON.stringify(proxyConfig(settings), null, 2));
  await writeFile(join(run, 'Corefile'), renderCorefile(settings));
  await startDaemon(settings, {
    name: 'kube-proxy',
    command: [programs.hyperkube, 'kube-proxy', `--config=${join(run, 'kube-proxy.json')}`],
  });
  await startDaemon(settings, {
    name: 'coredns',
    command: [programs.coredns, '-conf', join(run, 'Corefile'), '-pidfile', ''],
  });
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
