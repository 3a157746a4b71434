import { parseArgs } from 'node:util';
import { secondsOf } from '../../functions/domain/settings/settings.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { openCluster } from '../../functions/services/cluster/kubernetes-cluster.ts';
import { lastingToken, passingToken } from './account-token.ts';
import { readAdminAccess } from './admin-access.ts';
import { execNamespacesOf } from './exec-namespaces.ts';
import { applyObjects, execRights, readManifests } from './manifests.ts';

const HELP = `npm run --silent cluster:credentials -- [options] > cluster.json

Makes the credentials with which Snapferry reaches a cluster, and prints the body of POST /v1/clusters.
What is printed holds secrets: keep it out of logs and delete the file when the cluster is registered.

  --kubeconfig FILE   kubeconfig of an admin of the cluster (default: $KUBECONFIG, ~/.kube/config)
  --context NAME      context in it (default: the current one)
  --apply             first apply the manifests of infra/cluster/manifests
  --namespace NAME    Snapferry's own namespace on the cluster (default: snapferry)
  --name NAME         what the cluster is called in Snapferry (default: made of the context's name)
  --server URL        https address by which Snapferry reaches the cluster, if not that of the kubeconfig
  --duration TIME     tokens that end by themselves, such as 720h (default: tokens that last)
  --exec-namespaces A,B
                      also allow that rules run commands in the containers of these namespaces, or of all;
                      what was allowed before stays
  --no-restore        without restoreAccess: nothing can be restored to the cluster
  --help              this text
`;

/** `npm run cluster:credentials`: what infra/cluster made on a cluster, as the body that registers it. */
async function main(): Promise<void> {
  const { values: given } = parseArgs({
    options: {
      kubeconfig: { type: 'string' },
      context: { type: 'string' },
      apply: { type: 'boolean', default: false },
      namespace: { type: 'string', default: 'snapferry' },
      name: { type: 'string' },
      server: { type: 'string' },
      duration: { type: 'string' },
      'exec-namespaces': { type: 'string' },
      restore: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  if (given.help) {
    process.stdout.write(HELP);
    return;
  }
  if (given.duration !== undefined && !/^[1-9]\d{0,4}[smhd]$/.test(given.duration)) {
    throw new Error('--duration: a time such as 24h or 30d');
  }
  const { credentials, context } = await readAdminAccess(given.kubeconfig, given.context);
  const cluster = openCluster({
    ref: { name: context, uid: '', clusterId: '' },
    ownNamespace: given.namespace,
    credentials,
    // the admin's own machine, where any address is the admin's business
    policy: { allows: () => true },
    clock: systemClock,
  });
  try {
    const { 'exec-namespaces': exec } = given;
    const execIn = exec === undefined ? undefined : await execNamespacesOf(cluster, exec);
    if (given.apply) await applyObjects(cluster, readManifests(given.namespace));
    if (execIn) await applyObjects(cluster, execRights(execIn, given.namespace));
    const accessOf = async (account: string) => ({
      kind: 'token',
      server: given.server ?? credentials.server,
      caData: credentials.caData,
      token: given.duration
        ? await passingToken(cluster, account, secondsOf(given.duration))
        : await lastingToken(cluster, account),
    });
    const body = {
      name: given.name ?? nameOf(context),
      access: await accessOf('snapferry-backup'),
      ...(given.restore ? { restoreAccess: await accessOf('snapferry-restore') } : {}),
      namespace: given.namespace,
    };
    process.stderr.write('What follows holds secrets. Delete it when the cluster is registered.\n');
    process.stdout.write(`${JSON.stringify(body, undefined, 2)}\n`);
  } finally {
    cluster.close();
  }
}

function nameOf(context: string): string {
  const name = context
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name.slice(0, 63).replace(/-+$/, '') || 'cluster';
}

try {
  await main();
} catch (thrown) {
  process.stderr.write(`cluster:credentials: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}
