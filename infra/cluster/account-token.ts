import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../../functions/services/cluster/cluster.ts';
import { SECRET, SERVICE_ACCOUNT } from '../../functions/services/cluster/kinds.ts';

const DEADLINE_MS = 30_000;

/** A token of a ServiceAccount that lasts as long as the Secret that it is kept in, which the cluster fills. */
export async function lastingToken(cluster: Cluster, account: string): Promise<string> {
  const namespace = cluster.ownNamespace;
  const name = `${account}-token`;
  await cluster.create(SECRET, {
    metadata: { name, namespace, annotations: { 'kubernetes.io/service-account.name': account } },
    type: 'kubernetes.io/service-account-token',
  });
  for (const until = Date.now() + DEADLINE_MS; Date.now() < until; await pause(200)) {
    const secret = await cluster.get(SECRET, namespace, name);
    const token = (secret?.data as { token?: string } | undefined)?.token;
    if (token) return Buffer.from(token, 'base64').toString('utf8');
  }
  throw new Error(`the cluster put no token into Secret ${namespace}/${name}; try --duration 720h`);
}

/** A token that ends by itself; the cluster may shorten its time. */
export async function passingToken(cluster: Cluster, account: string, seconds: number): Promise<string> {
  const namespace = cluster.ownNamespace;
  const kind = { ...SERVICE_ACCOUNT, plural: `serviceaccounts/${account}/token` };
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name: account, namespace },
    spec: { expirationSeconds: seconds },
  };
  const made = await cluster.create(kind, request);
  const token = typeof made === 'string' ? undefined : (made.status as { token?: string } | undefined)?.token;
  if (!token) throw new Error(`the cluster made no token for ServiceAccount ${namespace}/${account}`);
  return token;
}
