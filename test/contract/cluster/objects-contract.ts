import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../../functions/domain/manifest/labels.ts';
import { ensure } from '../../../functions/services/cluster/ensure.ts';
import {
  CRD,
  JOB,
  type Kind,
  NAMESPACE,
  POD,
  PVC,
  VOLUME_SNAPSHOT,
} from '../../../functions/services/cluster/kinds.ts';
import {
  CONFIG_MAP,
  type ContractCluster,
  eventually,
  eventuallyGone,
  faultOf,
  made,
  makeNamespace,
  uidOf,
  uniqueName,
  useCluster,
} from './contract-setup.ts';

/** What the product relies on of objects, whatever they are. */
export function objectsContract(open: () => Promise<ContractCluster>): void {
  const contract = useCluster(open);
  const { namespace } = contract;
  const cluster = () => contract.on().cluster;
  const make = (name: string, more: object = {}, labels: Record<string, string> = {}) =>
    made(cluster().create(CONFIG_MAP, { metadata: { name, namespace, labels }, ...more }));

  describe('objects', () => {
    it('say who the cluster is', async () => {
      const kubeSystem = await cluster().get(NAMESPACE, undefined, 'kube-system');
      expect(await cluster().identity()).toBe(kubeSystem?.metadata.uid);
      expect(await cluster().version()).toMatch(/^v1\.\d+/);
    });

    it('are made once, and found again under their name', async () => {
      const first = await make('once', { data: { a: '1' } });
      expect(uidOf(first)).not.toBe('');
      expect(await cluster().create(CONFIG_MAP, { metadata: { name: 'once', namespace } })).toBe('exists');
      expect(await cluster().get(CONFIG_MAP, namespace, 'once')).toMatchObject({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { uid: uidOf(first) },
        data: { a: '1' },
      });
      expect(await cluster().get(CONFIG_MAP, namespace, 'never')).toBeUndefined();
    });

    it('are tried without being made: what is refused, whose name is taken, and a namespace that is not there', async () => {
      const dry = { dryRun: true };
      const job = (name: string, spec: object) => ({ metadata: { name, namespace }, spec });
      const container = { name: 'main', image: 'registry.example/tried:1' };
      const template = { spec: { restartPolicy: 'Never', containers: [container] } };
      expect(await made(cluster().create(JOB, job('tried', { template }), dry))).toMatchObject({
        metadata: { name: 'tried' },
      });
      expect(await cluster().get(JOB, namespace, 'tried')).toBeUndefined();
      const always = { spec: { ...template.spec, restartPolicy: 'Always' } };
      expect(await faultOf(cluster().create(JOB, job('refused', { template: always }), dry))).toMatchObject({
        code: 'cluster.request_refused',
        details: { status: 422 },
      });
      await make('taken');
      expect(await cluster().create(CONFIG_MAP, { metadata: { name: 'taken', namespace } }, dry)).toBe('exists');
      const nowhere = { metadata: { name: 'tried', namespace: uniqueName('nowhere') } };
      expect(await faultOf(cluster().create(CONFIG_MAP, nowhere, dry))).toMatchObject({ details: { status: 404 } });
    });

    it('are adopted when they are ours, and left alone when they are not', async () => {
      const owner = { installationId: 'aaaaaaaaaa', operationId: 'bk-1', role: 'mover' as const };
      const mine = { metadata: { name: 'mine', namespace, labels: labelsOf(owner) } };
      const first = await ensure(cluster(), CONFIG_MAP, mine, owner);
      expect(uidOf(await ensure(cluster(), CONFIG_MAP, mine, owner))).toBe(uidOf(first));
      await make('theirs');
      const theirs = { metadata: { ...mine.metadata, name: 'theirs' } };
      expect((await faultOf(ensure(cluster(), CONFIG_MAP, theirs, owner))).code).toBe('object.name_collision');
    });

    it('are merged by a patch, and null takes a field away', async () => {
      await make('patched', { data: { keep: '1', change: '1', lose: '1' } });
      const patched = await cluster().patch(CONFIG_MAP, namespace, 'patched', {
        metadata: { annotations: { note: 'new' } },
        data: { change: '2', lose: null },
      });
      expect(patched).toMatchObject({ metadata: { annotations: { note: 'new' } } });
      expect(patched?.data).toEqual({ keep: '1', change: '2' });
      expect(await cluster().patch(CONFIG_MAP, namespace, 'never', { data: {} })).toBeUndefined();
    });

    it('refuse a patch of what they were before', async () => {
      const { metadata } = await make('stale');
      const { resourceVersion } = metadata;
      await cluster().patch(CONFIG_MAP, namespace, 'stale', { data: { a: '1' } });
      const late = cluster().patch(CONFIG_MAP, namespace, 'stale', { metadata: { resourceVersion }, data: { a: '2' } });
      expect(await faultOf(late)).toMatchObject({
        code: 'cluster.request_refused',
        details: { status: 409, reason: 'Conflict' },
      });
    });

    it('are deleted only as the one that is meant', async () => {
      const object = await make('meant');
      await cluster().delete(CONFIG_MAP, namespace, 'meant', { uid: '00000000-0000-4000-8000-000000000000' });
      expect(await cluster().get(CONFIG_MAP, namespace, 'meant')).toBeDefined();
      await cluster().delete(CONFIG_MAP, namespace, 'meant', { uid: uidOf(object) });
      expect(await cluster().get(CONFIG_MAP, namespace, 'meant')).toBeUndefined();
      await cluster().delete(CONFIG_MAP, namespace, 'meant');
    });

    it('are selected by labels and fields', async () => {
      await make('one', {}, { suite: 'selectors', role: 'mover' });
      await make('two', {}, { suite: 'selectors', role: 'snapshot' });
      await make('three', {}, { suite: 'selectors' });
      const names = async (options: { labelSelector?: string; fieldSelector?: string }) =>
        (await cluster().listAll(CONFIG_MAP, { namespace, ...options })).map(({ metadata }) => metadata.name).sort();
      expect(await names({ labelSelector: 'suite=selectors' })).toEqual(['one', 'three', 'two']);
      expect(await names({ labelSelector: 'suite=selectors,role in (mover,snapshot)' })).toEqual(['one', 'two']);
      expect(await names({ labelSelector: 'suite=selectors,role!=mover' })).toEqual(['three', 'two']);
      expect(await names({ labelSelector: 'suite=selectors,!role' })).toEqual(['three']);
      expect(await names({ labelSelector: 'suite=nothing' })).toEqual([]);
      expect(await names({ fieldSelector: 'metadata.name=two' })).toEqual(['two']);
    });

    it('come page by page, each with its type', async () => {
      for (let nth = 0; nth < 7; nth += 1) await make(`page-${nth}`, {}, { suite: 'pages' });
      const wanted = { namespace, labelSelector: 'suite=pages' };
      const seen: string[] = [];
      let next: string | undefined;
      let pages = 0;
      do {
        const page = await cluster().list(CONFIG_MAP, { ...wanted, limit: 3, ...(next ? { continue: next } : {}) });
        expect(page.items.length).toBeLessThanOrEqual(3);
        seen.push(...page.items.map(({ metadata }) => metadata.name));
        next = page.continue;
        pages += 1;
      } while (next);
      expect(pages).toBe(3);
      expect(seen).toEqual(Array.from({ length: 7 }, (_, nth) => `page-${nth}`));
      const all = await cluster().listAll(CONFIG_MAP, wanted);
      expect(all).toHaveLength(7);
      expect(all[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
    });

    it('of a kind that is not served cannot be listed', async () => {
      const kind: Kind = { group: 'none.example.com', version: 'v1', kind: 'None', plural: 'nones', namespaced: true };
      expect(await faultOf(cluster().list(kind))).toMatchObject({ details: { status: 404 } });
      expect(await cluster().get(kind, namespace, 'a')).toBeUndefined();
    });

    it('are refused where they break a rule, with the reason', async () => {
      const fault = await faultOf(
        cluster().create(PVC, { metadata: { name: 'bad', namespace }, spec: { accessModes: ['ReadWriteOnce'] } }),
      );
      expect(fault).toMatchObject({ code: 'cluster.request_refused', details: { status: 422, reason: 'Invalid' } });
      expect(fault.message).toContain('spec.resources');
    });

    it('cannot be made in a namespace that is going', async () => {
      const going = uniqueName('going');
      await makeNamespace(cluster(), going);
      await cluster().create(CONFIG_MAP, {
        metadata: { name: 'held', namespace: going, finalizers: ['example.com/hold'] },
      });
      await cluster().delete(NAMESPACE, undefined, going);
      const late = () => cluster().create(CONFIG_MAP, { metadata: { name: 'late', namespace: going } });
      const fault = await faultOf(late());
      expect(fault).toMatchObject({ code: 'cluster.forbidden', details: { status: 403 } });
      expect(fault.message).toContain('being terminated');
      expect((await cluster().get(CONFIG_MAP, going, 'held'))?.metadata.name).toBe('held');
      await eventually(async () => (await cluster().get(CONFIG_MAP, going, 'held'))?.metadata.deletionTimestamp);
      await cluster().patch(CONFIG_MAP, going, 'held', { metadata: { finalizers: null } });
      await eventuallyGone(cluster(), NAMESPACE, undefined, going);
    });

    it('keep every field that they were given, also of kinds that nobody knew', async () => {
      const group = `${uniqueName('contract')}.example.com`;
      const kind: Kind = { group, version: 'v1', kind: 'Gadget', plural: 'gadgets', namespaced: true };
      await cluster().create(CRD, gadgets(group));
      try {
        const served = async () =>
          (await cluster().discover()).find((one) => one.group === group) && (await faultless(cluster().list(kind)));
        await eventually(served);
        const spec = {
          unknown: { nested: [1, 2.5, 'three', null, { deep: true }] },
          at: '2026-11-23T08:00:00.123456Z',
          big: 9_007_199_254_740_991,
          'odd key/with.dots': '…',
        };
        await made(cluster().create(kind, { metadata: { name: 'one', namespace }, spec }));
        await cluster().patch(kind, namespace, 'one', { spec: { more: [{ a: 1 }] } });
        expect((await cluster().get(kind, namespace, 'one'))?.spec).toEqual({ ...spec, more: [{ a: 1 }] });
        const [listed] = await cluster().listAll(kind, { namespace });
        expect(listed).toMatchObject({ apiVersion: `${group}/v1`, kind: 'Gadget', spec });
      } finally {
        await cluster().delete(CRD, undefined, `gadgets.${group}`);
      }
      await eventually(async () => !(await cluster().discover()).some((one) => one.group === group));
    });

    it('keep microseconds', async () => {
      const lease: Kind = {
        group: 'coordination.k8s.io',
        version: 'v1',
        kind: 'Lease',
        plural: 'leases',
        namespaced: true,
      };
      const spec = { holderIdentity: 'contract', renewTime: '2026-11-23T08:00:00.123456Z' };
      await made(cluster().create(lease, { metadata: { name: 'micro', namespace }, spec }));
      expect((await cluster().get(lease, namespace, 'micro'))?.spec).toEqual(spec);
    });
  });

  describe('discovery', () => {
    it('has each listable kind once, and nothing else', async () => {
      const kinds = await cluster().discover();
      for (const kind of [PVC, POD, JOB, VOLUME_SNAPSHOT, NAMESPACE, CRD]) expect(kinds).toContainEqual(kind);
      const names = kinds.map(({ group, plural }) => `${plural}.${group}`);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => name.includes('/'))).toEqual([]);
      expect(names).not.toContain('selfsubjectaccessreviews.authorization.k8s.io');
      for (const { kind, version } of kinds) expect([kind, version]).not.toContain('');
    });
  });

  describe('permissions', () => {
    const wanted = [
      { verb: 'create', group: 'batch', resource: 'jobs', namespace },
      { verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace },
      { verb: 'list', group: '*', resource: '*' },
    ];

    it('are all there for an administrator', async () => {
      expect(await cluster().denied(wanted)).toEqual([]);
    });

    it('are named when they are missing', async () => {
      const { powerless } = contract.on();
      expect(await powerless.denied(wanted)).toEqual(wanted);
      expect(await faultOf(powerless.list(POD, { namespace }))).toMatchObject({
        code: 'cluster.forbidden',
        details: { status: 403, reason: 'Forbidden' },
      });
    });
  });
}

async function faultless<T>(call: Promise<T>): Promise<T | undefined> {
  return await call.catch(() => undefined);
}

function gadgets(group: string) {
  return {
    metadata: { name: `gadgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Gadget', listKind: 'GadgetList', plural: 'gadgets', singular: 'gadget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            },
          },
        },
      ],
    },
  };
}
