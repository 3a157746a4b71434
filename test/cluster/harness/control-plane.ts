import { join } from 'node:path';
import { until } from '../../support/until.ts';
import { isApiReady } from './api.ts';
import { type Daemon, startDaemon } from './daemons.ts';
import { derive, type Settings } from './settings.ts';
import { run } from './shell.ts';

/** etcd speaks inside the network namespace only. It may lose its last writes when the machine dies: it is a test's. */
const etcdUrl = 'http://127.0.0.1:2379';

/** Starts etcd and the API server, and waits until the API is ready. */
export async function startApi(settings: Settings, hyperkube: string): Promise<void> {
  await startDaemon(settings, etcd(settings, hyperkube));
  const health = [`--net=${derive(settings).netns}`, 'curl', '--silent', '--fail', `${etcdUrl}/health`];
  await until('etcd to be healthy', 30, async () => await run('nsenter', ...health));
  await startDaemon(settings, apiServer(settings, hyperkube));
  await until('the API server to be ready', 60, async () => await isApiReady(settings));
}

/** Starts what acts on the API: the controllers and the scheduler. */
export async function startControllers(settings: Settings, hyperkube: string): Promise<void> {
  const { keys, run: folder } = derive(settings);
  const common = (program: string) => {
    const kubeconfig = join(keys, `${program}.kubeconfig`);
    const flags = ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'];
    const access = flags.map((flag) => `--${flag}=${kubeconfig}`);
    return [hyperkube, program, ...access, '--leader-elect=false', '--bind-address=127.0.0.1', '--profiling=false'];
  };
  await startDaemon(settings, {
    name: 'kube-controller-manager',
    command: [
      ...common('kube-controller-manager'),
      `--service-account-private-key-file=${join(keys, 'service-account.key')}`,
      `--root-ca-file=${join(keys, 'ca.crt')}`,
      '--use-service-account-credentials=true',
      `--flex-volume-plugin-dir=${join(folder, 'volume-plugins')}`,
    ],
  });
  await startDaemon(settings, { name: 'kube-scheduler', command: common('kube-scheduler') });
}

function etcd(settings: Settings, hyperkube: string): Daemon {
  const peer = 'http://127.0.0.1:2380';
  return {
    name: 'etcd',
    command: [
      hyperkube,
      'etcd',
      `--name=${settings.node}`,
      `--data-dir=${join(settings.root, 'etcd')}`,
      '--unsafe-no-fsync',
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=${settings.node}=${peer}`,
      '--logger=zap',
      '--log-level=warn',
    ],
  };
}

/** The kubelet is called by its address: another name of it would be looked up in a DNS that does not know it. */
function apiServer(settings: Settings, hyperkube: string): Daemon {
  const { keys, address } = derive(settings);
  return {
    name: 'kube-apiserver',
    command: [
      hyperkube,
      'kube-apiserver',
      `--etcd-servers=${etcdUrl}`,
      `--bind-address=${address}`,
      `--advertise-address=${address}`,
      `--secure-port=${settings.apiPort}`,
      `--service-cluster-ip-range=${settings.services}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${join(keys, 'service-account.pub')}`,
      `--service-account-signing-key-file=${join(keys, 'service-account.key')}`,
      `--client-ca-file=${join(keys, 'ca.crt')}`,
      `--tls-cert-file=${join(keys, 'apiserver.crt')}`,
      `--tls-private-key-file=${join(keys, 'apiserver.key')}`,
      `--kubelet-certificate-authority=${join(keys, 'ca.crt')}`,
      `--kubelet-client-certificate=${join(keys, 'apiserver-kubelet.crt')}`,
      `--kubelet-client-key=${join(keys, 'apiserver-kubelet.key')}`,
      '--kubelet-preferred-address-types=InternalIP',
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--allow-privileged=true',
      '--profiling=false',
    ],
  };
}
