import { type ApiServer, type Reply, startApiServer, status } from './api-server.ts';

type Object = { metadata: { name: string; namespace?: string; [field: string]: unknown }; [field: string]: unknown };

/** An API server that answers what the API reads of a cluster: lists and gets of these objects, by path. */
export interface SmallCluster {
  server: ApiServer;
  /** Collections by path, such as `/api/v1/namespaces/shop/persistentvolumeclaims`. */
  lists: Record<string, Object[]>;
  kubeconfig(changes?: { user?: object; server?: string }): string;
  token: string;
  /** What is answered instead, while it is set. */
  outage: Reply | undefined;
}

export async function startSmallCluster(uid = 'uid-of-kube-system', token = 'token-of-backup'): Promise<SmallCluster> {
  const lists: Record<string, Object[]> = {
    '/api/v1/namespaces': [
      namespace('kube-system', { uid }),
      namespace('shop', { labels: { team: 'a' } }),
      namespace('empty'),
    ],
    '/api/v1/namespaces/shop/persistentvolumeclaims': [claim('shop', 'data', 'pv-1'), claim('shop', 'media', 'pv-2')],
    '/api/v1/namespaces/empty/persistentvolumeclaims': [],
    '/api/v1/persistentvolumes': [volume('pv-1', 'a.csi.example'), volume('pv-2', 'a.csi.example')],
    '/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses': [
      snapshotClass('a-class', 'a.csi.example'),
      snapshotClass('b-class', 'b.csi.example'),
    ],
  };
  const cluster = { lists, token, outage: undefined as Reply | undefined };
  const server = await startApiServer(({ method, path }) => cluster.outage ?? answer(lists, method, path));
  const kubeconfig = (changes: { user?: object; server?: string } = {}) =>
    JSON.stringify({
      'current-context': 'one',
      clusters: [
        {
          name: 'one',
          cluster: {
            server: changes.server ?? server.server,
            'certificate-authority-data': Buffer.from(server.authority.pem).toString('base64'),
          },
        },
      ],
      contexts: [{ name: 'one', context: { cluster: 'one', user: 'one' } }],
      users: [{ name: 'one', user: changes.user ?? { token } }],
    });
  return Object.assign(cluster, { server, kubeconfig });
}

function answer(lists: Record<string, Object[]>, method: string, target: string): Reply {
  const { pathname: path, searchParams } = new URL(target, 'https://api.invalid');
  if (path === '/version') return { body: { gitVersion: 'v1.36.1' } };
  if (method === 'POST' && path.endsWith('/selfsubjectaccessreviews')) return { body: { status: { allowed: true } } };
  const selector = searchParams.get('labelSelector');
  if (selector?.includes('!!')) return status(400, 'BadRequest', 'unable to parse the selector');
  const list = lists[path];
  if (list) return { body: { items: list.filter((one) => !selector || matches(one, selector)), metadata: {} } };
  const [, collection = '', name = ''] = /^(.*)\/([^/]+)$/.exec(path) ?? [];
  const found = lists[collection]?.find(({ metadata }) => metadata.name === name);
  return found ? { body: found } : status(404, 'NotFound');
}

function matches({ metadata }: Object, selector: string): boolean {
  const labels = (metadata.labels ?? {}) as Record<string, string>;
  const [key = '', value = ''] = selector.split('=');
  return labels[key] === value;
}

function namespace(name: string, metadata: object = {}): Object {
  return { metadata: { name, uid: `uid-of-${name}`, ...metadata }, status: { phase: 'Active' } };
}

export function claim(namespaceName: string, name: string, volumeName: string): Object {
  return {
    metadata: { namespace: namespaceName, name, uid: `uid-of-${namespaceName}-${name}` },
    spec: { volumeName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    status: { phase: 'Bound' },
  };
}

export function volume(name: string, driver?: string): Object {
  return { metadata: { name }, spec: { capacity: { storage: '1Gi' }, ...(driver ? { csi: { driver } } : {}) } };
}

export function snapshotClass(name: string, driver: string, isDefault = false): Object {
  const annotations = isDefault ? { 'snapshot.storage.kubernetes.io/is-default-class': 'true' } : {};
  return { metadata: { name, annotations }, driver };
}
