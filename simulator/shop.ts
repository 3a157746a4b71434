import { readdirSync } from 'node:fs';
import { applyObjects } from './apply.ts';
import type { KubeObject } from './objects.ts';
import { writeDatabase, writeDatabaseLog, writeMedia } from './shop-files.ts';
import type { Simulation } from './simulation.ts';
import type { Simulator } from './simulator.ts';
import { type Claim, resources, type Volume } from './storage/types.ts';
import type { NewObject } from './store.ts';

const namespace = 'shop';

/** The claims of the shop and what lies on their volumes. */
const contents = {
  'data-database-0': writeDatabase,
  'log-database-0': writeDatabaseLog,
  media: writeMedia,
};

const labels = (name: string) => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'shop' });

function claimSpec(storage: string): object {
  return { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } };
}

function own(kind: string, name: string, apiVersion: string, fields: object, part = name): NewObject {
  return { apiVersion, kind, metadata: { name, namespace, labels: labels(part) }, ...fields };
}

function service(name: string, port: number, headless: boolean): NewObject {
  const spec = { selector: labels(name), ports: [{ name: 'main', port }], ...(headless ? { clusterIP: 'None' } : {}) };
  return own('Service', name, 'v1', { spec });
}

const database = own('StatefulSet', 'database', 'apps/v1', {
  spec: {
    serviceName: 'database',
    replicas: 1,
    selector: { matchLabels: labels('database') },
    template: {
      metadata: { labels: labels('database') },
      spec: {
        serviceAccountName: 'shop',
        containers: [
          {
            name: 'postgres',
            image: 'docker.io/library/postgres:18',
            envFrom: [{ secretRef: { name: 'database' } }],
            ports: [{ name: 'main', containerPort: 5432 }],
            volumeMounts: [
              { name: 'data', mountPath: '/var/lib/postgresql/data' },
              { name: 'log', mountPath: '/var/lib/postgresql/wal' },
            ],
          },
        ],
      },
    },
    volumeClaimTemplates: [
      { metadata: { name: 'data' }, spec: claimSpec('2Gi') },
      { metadata: { name: 'log' }, spec: claimSpec('1Gi') },
    ],
  },
});

const web = own('Deployment', 'web', 'apps/v1', {
  spec: {
    replicas: 2,
    selector: { matchLabels: labels('web') },
    template: {
      metadata: { labels: labels('web') },
      spec: {
        serviceAccountName: 'shop',
        containers: [
          {
            name: 'nginx',
            image: 'docker.io/library/nginx:1.29',
            ports: [{ name: 'main', containerPort: 80 }],
            volumeMounts: [
              { name: 'media', mountPath: '/usr/share/nginx/html' },
              { name: 'settings', mountPath: '/etc/nginx/conf.d' },
            ],
          },
        ],
        volumes: [
          { name: 'media', persistentVolumeClaim: { claimName: 'media' } },
          { name: 'settings', configMap: { name: 'web' } },
        ],
      },
    },
  },
});

const objects: NewObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { team: 'shop' } } },
  own('ServiceAccount', 'shop', 'v1', {}),
  own('Role', 'shop', 'rbac.authorization.k8s.io/v1', {
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
  }),
  own('RoleBinding', 'shop', 'rbac.authorization.k8s.io/v1', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'shop' },
    subjects: [{ kind: 'ServiceAccount', name: 'shop', namespace }],
  }),
  own('Secret', 'database', 'v1', { stringData: { POSTGRES_USER: 'shop', POSTGRES_PASSWORD: 'not a real password' } }),
  own('ConfigMap', 'web', 'v1', { data: { 'default.conf': 'server { listen 80; root /usr/share/nginx/html; }\n' } }),
  own('PersistentVolumeClaim', 'media', 'v1', { spec: claimSpec('1Gi') }, 'web'),
  service('database', 5432, true),
  service('web', 80, false),
  database,
  web,
];

/**
 * A namespace `shop` to try things on: a database with two volumes, a web server with one, 16 MB of files in all, the same
 * bytes every time. What is there already stays as it is: a volume is written only while it is empty. Idempotent.
 * @param more what the namespace gets beside
 */
export async function seedShop(
  simulator: Pick<Simulator, 'simulation'>,
  more: readonly NewObject[] = [],
): Promise<{ namespace: string; claims: string[] }> {
  const { simulation } = simulator;
  const isNew = simulation.store.get('namespaces', namespace) === undefined;
  if (isNew) applyObjects(simulation, [...objects, ...more]);
  for (const [claim, write] of Object.entries(contents)) {
    const key = `${namespace}/${claim}`;
    // Somebody may have changed or deleted it since.
    if (!isNew && simulation.store.get(resources.claims, key) === undefined) continue;
    const { spec } = await waitFor<Claim>(simulation, resources.claims, key, ({ status }) => status?.phase === 'Bound');
    const volume = simulation.store.get<Volume>(resources.volumes, spec.volumeName ?? '');
    const folder = simulation.driver.volumeFolder(volume?.spec.csi?.volumeHandle ?? '');
    if (folder !== undefined && readdirSync(folder).length === 0) write(folder);
  }
  return { namespace, claims: Object.keys(contents) };
}

/** Resolves when the object meets the condition, at once or at a change of it. Real time limits the wait. */
function waitFor<T extends KubeObject>(
  { store }: Pick<Simulation, 'store'>,
  resource: string,
  key: string,
  isMet: (object: T) => boolean,
  timeoutMs = 30_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const unsubscribe = store.subscribe(look);
    const timer = setTimeout(() => {
      unsubscribe();
      reject(new Error(`${resource} ${key} did not become what was waited for in ${timeoutMs / 1000} s`));
    }, timeoutMs);
    function look(): void {
      const object = store.get<T>(resource, key);
      if (object === undefined || !isMet(object)) return;
      unsubscribe();
      clearTimeout(timer);
      resolve(object);
    }
    look();
  });
}
