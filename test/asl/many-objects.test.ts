import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freezeSelection, selectionSchema } from '../../functions/domain/backup/selection-spec.ts';
import { applyObjects } from '../../simulator/apply.ts';
import type { KubeObject } from '../../simulator/objects.ts';
import type { NewObject } from '../../simulator/store.ts';
import { backUp } from './harness/benches.ts';
import { type AslCluster, startCluster } from './harness/cluster.ts';
import { restoreOf } from './harness/subject.ts';
import { startWorld, type World } from './harness/world.ts';

const MANY = 'many';
const GROUP = 'many.example.com';
const KINDS = 52;
const OF_EACH = 55;
const LINES = 60;
const MEBIBYTE = 2 ** 20;
/** Plurals that no rule of a language would make. */
const ODD = ['oxen', 'indices', 'sheep', 'x9s', 'data', 'kubernetes', 'configmaps', 'pods'];

let world: World;
let cluster: AslCluster;
let made: Map<string, KubeObject>;

const pluralOf = (kind: number) => ODD[kind] ?? `things${kind}`;
const kindOf = (kind: number) => `Thing${kind}`;

function definition(kind: number): NewObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${pluralOf(kind)}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { plural: pluralOf(kind), singular: `thing${kind}`, kind: kindOf(kind), listKind: `Thing${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}

function own(apiVersion: string, kind: string, name: string, n: number, more: object = {}): NewObject {
  const { metadata, ...rest } = more as { metadata?: object };
  const labels = { half: n % 2 ? 'odd' : 'even' };
  return { apiVersion, kind, metadata: { name, namespace: MANY, labels, ...metadata }, ...rest };
}

/** Each is owned by the one before it: chains through all kinds. */
function thing(kind: number, n: number, owner: KubeObject | undefined): NewObject {
  const owned = owner && { apiVersion: `${GROUP}/v1`, kind: kindOf(kind - 1), name: owner.metadata.name };
  const ownerReferences = owned ? [{ ...owned, uid: owner.metadata.uid, controller: true }] : [];
  const finalizers = n % 5 === 0 ? [`${GROUP}/cleanup`] : [];
  return own(`${GROUP}/v1`, kindOf(kind), `thing-${n}`, n, {
    metadata: { ownerReferences, finalizers, annotations: { [`${GROUP}/note`]: `${kind}/${n}` } },
    spec: { size: n, nested: { deep: [{ a: null, b: 0.5 }, 'ünï'] } },
    unheardOf: { at: '2026-11-29T02:00:00.123456Z', list: [1, '1', true] },
  });
}

async function create({ simulator }: AslCluster): Promise<void> {
  const { simulation, objects } = simulator;
  const each = <Made>(count: number, make: (n: number) => Made) => Array.from({ length: count }, (_, n) => make(n));
  applyObjects(simulation, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: MANY } },
    ...each(KINDS, definition),
  ]);
  await simulator.settled();
  for (const kind of each(KINDS, (n) => n)) {
    const owners = (n: number) => objects.get(`${pluralOf(kind - 1)}.${GROUP}`, `${MANY}/thing-${n}`);
    applyObjects(
      simulation,
      each(OF_EACH, (n) => thing(kind, n, kind > 0 ? owners(n) : undefined)),
    );
  }
  const subject = { kind: 'ServiceAccount', name: 'account-1', namespace: MANY };
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'c:1' }] } };
  applyObjects(simulation, [
    ...each(LINES, (n) => own('v1', 'ConfigMap', `settings-${n}`, n, { data: { n: String(n) } })),
    ...each(3, (n) => own('v1', 'ConfigMap', `big-${n}`, n, { data: { big: 'x'.repeat(MEBIBYTE - 500) } })),
    ...each(LINES, (n) =>
      own('v1', 'Secret', `key-${n}`, n, { data: { k: Buffer.from([0, 255, n]).toString('base64') } }),
    ),
    ...each(10, (n) => own('v1', 'ServiceAccount', `account-${n}`, n)),
    ...each(5, (n) => own('v1', 'Service', `web-${n}`, n, { spec: { selector: { a: 'b' }, ports: [{ port: 80 }] } })),
    own('rbac.authorization.k8s.io/v1', 'Role', 'reader', 0, { rules: [] }),
    own('rbac.authorization.k8s.io/v1', 'RoleBinding', 'reader', 0, {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [subject],
    }),
    own('networking.k8s.io/v1', 'NetworkPolicy', 'closed', 1, { spec: { podSelector: {}, policyTypes: ['Ingress'] } }),
    own('policy/v1', 'PodDisruptionBudget', 'one', 1, {
      spec: { minAvailable: 1, selector: { matchLabels: { a: 'b' } } },
    }),
    own('batch/v1', 'CronJob', 'night', 0, {
      spec: {
        schedule: '0 2 * * *',
        jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } },
      },
    }),
    own('apps/v1', 'Deployment', 'idle', 0, {
      spec: { replicas: 0, selector: { matchLabels: { a: 'b' } }, template },
    }),
  ]);
  await simulator.settled();
}

/** What is in a namespace, but for what every namespace has, and what controllers make of it. */
function objectsIn(namespace: string): Map<string, KubeObject> {
  const found = new Map<string, KubeObject>();
  for (const { group, kind, plural, namespaced } of cluster.simulator.simulation.kinds.all()) {
    if (!namespaced || ['Event', 'ReplicaSet', 'Endpoints', 'EndpointSlice'].includes(kind)) continue;
    const resource = group === '' ? plural : `${plural}.${group}`;
    for (const one of cluster.simulator.objects.list(resource, namespace)) {
      const { name } = one.metadata;
      if (name !== 'default' && name !== 'kube-root-ca.crt') found.set(`${resource} ${name}`, one);
    }
  }
  return found;
}

/** Given by the API server to each object, or of a controller that counts anew. */
const MUST_DIFFER = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'managedFields',
  'namespace',
]);

/** An object without what must differ: owners are named, not numbered; an address is one of the cluster's own. */
function comparable({ metadata, ...fields }: KubeObject, known: ReadonlySet<string>) {
  const { status: _, spec, subjects, ...rest } = fields as Record<string, unknown>;
  const { ownerReferences = [], finalizers = [], ...given } = metadata;
  const kept = Object.entries(given).filter(([name]) => !MUST_DIFFER.has(name));
  const owners = ownerReferences.filter(({ kind, name }) => known.has(`${kind} ${name}`));
  const { clusterIP: _ip, clusterIPs: _ips, ...own } = (spec ?? {}) as Record<string, unknown>;
  const bound = Array.isArray(subjects) ? subjects.map(({ namespace: _ns, ...one }) => one) : [];
  return {
    metadata: { ...Object.fromEntries(kept), finalizers, owners: owners.map(({ uid: _uid, ...owner }) => owner) },
    spec: own,
    subjects: bound,
    ...rest,
  };
}

async function restored(selection: object, to: string) {
  const frozen = freezeSelection(selectionSchema.parse(selection));
  const backup = await backUp(world, cluster, MANY, { selection: frozen });
  const subject = restoreOf({ ...backup, to });
  const ended = await world.ended(await world.start(subject, cluster));
  await cluster.simulator.settled();
  return { ended, objects: objectsIn(to) };
}

/** Those of the source and of the copy that are not the same, by name. */
function differencesTo(copy: ReadonlyMap<string, KubeObject>): string[] {
  const known = new Set([...copy.values()].map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  return [...copy].flatMap(([name, one]) => {
    const source = made.get(name);
    return source && isDeepStrictEqual(comparable(source, known), comparable(one, known)) ? [] : [name];
  });
}

beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await create(cluster);
  made = objectsIn(MANY);
}, 120_000);
afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
}, 60_000);

describe('3,000 objects of 60 kinds', () => {
  it('come back whole, and differ in nothing but what must', async () => {
    const { ended, objects } = await restored({ namespaces: [MANY] }, 'all');

    expect(made.size).toBeGreaterThanOrEqual(3000);
    expect(new Set([...made.values()].map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(60);
    expect(ended).toMatchObject({ phase: 'Succeeded', counts: { dropped: 0 } });
    expect([...objects.keys()].toSorted()).toEqual([...made.keys()].toSorted());
    expect(differencesTo(objects)).toEqual([]);
    const uids = new Set([...objects.values()].map(({ metadata }) => metadata.uid));
    const owners = [...objects.values()].flatMap(({ metadata }) => metadata.ownerReferences ?? []);
    expect(owners).toHaveLength((KINDS - 1) * OF_EACH);
    expect(owners.filter(({ uid }) => !uids.has(uid))).toEqual([]);
  }, 120_000);

  it.each<[string, object, (name: string, one: KubeObject) => boolean]>([
    [
      'by their type',
      { namespaces: [MANY], resourceTypes: [{ group: GROUP, kind: kindOf(6) }, { kind: 'Secret' }] },
      (name) => name.startsWith(`configmaps.${GROUP} `) || name.startsWith('secrets '),
    ],
    [
      'by their labels',
      {
        namespaces: [MANY],
        resourceLabelSelector: { matchLabels: { half: 'odd' } },
        exclude: { resourceTypes: Array.from({ length: 40 }, (_, n) => ({ group: GROUP, kind: kindOf(n + 12) })) },
      },
      (name, { metadata }) => metadata.labels?.half === 'odd' && !/^things(1[2-9]|[2-5]\d)\./.test(name),
    ],
    [
      'singly',
      {
        resources: [
          { group: GROUP, kind: kindOf(0), namespace: MANY, name: 'thing-7' },
          { kind: 'ConfigMap', namespace: MANY, name: 'big-1' },
          { kind: 'Secret', namespace: MANY, name: 'key-3' },
        ],
      },
      (name) => [`oxen.${GROUP} thing-7`, 'configmaps big-1', 'secrets key-3'].includes(name),
    ],
  ])(
    'are selected %s, and these come back',
    async (how, selection, isSelected) => {
      const { ended, objects } = await restored(selection, how.replaceAll(' ', '-'));

      const selected = [...made].filter(([name, one]) => isSelected(name, one)).map(([name]) => name);
      expect(ended.phase).toBe('Succeeded');
      expect(selected.length).toBeGreaterThan(2);
      expect([...objects.keys()].toSorted()).toEqual(selected.toSorted());
      expect(differencesTo(objects)).toEqual([]);
    },
    120_000,
  );
});
