import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { groupKindOf, kindNameOf, type Manifest } from '../../../functions/domain/manifest/manifest.ts';
import { plainContext } from '../../../functions/domain/restore/restore-context.ts';
import { sanitise } from '../../../functions/domain/restore/sanitise.ts';
import { readFamilies } from '../../../functions/manifests/restoring.ts';
import type { KubeObject } from '../../../functions/services/cluster/cluster.ts';
import { CRD, type Kind, SECRET, SERVICE_ACCOUNT } from '../../../functions/services/cluster/kinds.ts';
import {
  CONFIG_MAP,
  type ContractCluster,
  eventually,
  eventuallyGone,
  faultOf,
  made,
  uidOf,
  uniqueName,
  useCluster,
} from './contract-setup.ts';

const FIELD = path.join(import.meta.dirname, '../../fixtures/field-objects.yaml');
const TOKEN = 'kubernetes.io/service-account-token';
const SERVICE: Kind = { group: '', version: 'v1', kind: 'Service', plural: 'services', namespaced: true };

/** What a restore relies on when it makes objects again. */
export function restoredContract(open: () => Promise<ContractCluster>): void {
  const contract = useCluster(open);
  const { namespace } = contract;
  const cluster = () => contract.on().cluster;

  describe('a dry run', () => {
    it('says what would be, and makes nothing', async () => {
      const object = { metadata: { name: 'dry', namespace }, data: { a: '1' } };
      expect(await made(cluster().create(CONFIG_MAP, object, { dryRun: true }))).toMatchObject({ data: { a: '1' } });
      expect(await cluster().get(CONFIG_MAP, namespace, 'dry')).toBeUndefined();
    });

    it('refuses what a create would', async () => {
      await made(cluster().create(CONFIG_MAP, { metadata: { name: 'there', namespace } }));
      const wrong = { metadata: { name: 'Not_A_Name', namespace } };
      expect((await faultOf(cluster().create(CONFIG_MAP, wrong, { dryRun: true }))).details.status).toBe(422);
      expect(await cluster().create(CONFIG_MAP, { metadata: { name: 'there', namespace } }, { dryRun: true })).toBe(
        'exists',
      );
    });
  });

  describe('objects of many kinds', () => {
    const objects = parseAllDocuments(readFileSync(FIELD, 'utf8')).map((document) => document.toJS() as Manifest);

    it.each(objects.map((object): [string, Manifest] => [`${object.kind} ${object.metadata.name}`, object]))(
      '%s is accepted when it is made again',
      async (_, object) => {
        const families = await readFamilies(Object.assign(Object.create(cluster()), { ownNamespace: namespace }));
        const context = { ...plainContext({ field: namespace }, false), ...(families ? { families } : {}) };
        const kinds = await cluster().served();
        const kind = kinds.find(
          (one) => kindNameOf(one) === kindNameOf(groupKindOf(object)) && object.apiVersion?.endsWith(one.version),
        );
        if (!kind) throw new Error(`the cluster does not serve ${object.apiVersion} ${object.kind}`);
        await cluster().create(SERVICE_ACCOUNT, { metadata: { name: 'ci', namespace } });

        const again = await cluster().create(kind, sanitise(object, context).manifest as KubeObject, { dryRun: true });

        // the account that others need is there
        expect(again === 'exists' ? object.kind : again).toEqual(
          again === 'exists' ? 'ServiceAccount' : expect.objectContaining({ kind: object.kind }),
        );
      },
    );
  });

  describe('a Service', () => {
    it('tells the families of the cluster, and is refused with one that it has not', async () => {
      const own = Object.assign(Object.create(cluster()), { ownNamespace: namespace });
      const families = await readFamilies(own);
      expect(families?.length).toBeGreaterThan(0);
      if (families?.length !== 1) return;
      const other = families[0] === 'IPv4' ? 'IPv6' : 'IPv4';
      const wanting = (spec: object) =>
        cluster().create(
          SERVICE,
          { metadata: { name: 'other', namespace }, spec: { ports: [{ port: 80 }], ...spec } },
          { dryRun: true },
        );
      expect((await faultOf(wanting({ ipFamilies: [other] }))).message).toContain('spec.ipFamilies');
      expect((await faultOf(wanting({ ipFamilyPolicy: 'RequireDualStack' }))).message).toContain('spec.ipFamilyPolicy');
    });
  });

  describe('a token of an account', () => {
    const tokenOf = (name: string, account: string, more: object = {}) => ({
      metadata: { name, namespace, annotations: { 'kubernetes.io/service-account.name': account, ...more } },
      type: TOKEN,
    });

    it('that somebody asks for by a Secret is filled', async () => {
      await cluster().create(SERVICE_ACCOUNT, { metadata: { name: 'asking', namespace } });
      await made(cluster().create(SECRET, tokenOf('asked', 'asking')));
      const filled = await eventually(async () => {
        const secret = await cluster().get(SECRET, namespace, 'asked');
        return secret?.data?.token ? secret : undefined;
      });
      const account = await cluster().get(SERVICE_ACCOUNT, namespace, 'asking');
      expect(filled.metadata.annotations?.['kubernetes.io/service-account.uid']).toBe(account?.metadata.uid);
    });

    it('goes where the account is not there, or is another one', async () => {
      await cluster().create(SERVICE_ACCOUNT, { metadata: { name: 'other', namespace } });
      await cluster().create(SECRET, tokenOf('nobodys', 'nobody'));
      const before = { 'kubernetes.io/service-account.uid': '00000000-0000-4000-8000-000000000000' };
      await cluster().create(SECRET, tokenOf('of-before', 'other', before));
      await eventuallyGone(cluster(), SECRET, namespace, 'nobodys');
      await eventuallyGone(cluster(), SECRET, namespace, 'of-before');
    });
  });

  describe('an owner', () => {
    it('that is not there takes what names it along', async () => {
      const uid = '00000000-0000-4000-8000-000000000000';
      const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid }];
      await made(cluster().create(CONFIG_MAP, { metadata: { name: 'orphan', namespace, ownerReferences } }));
      await eventuallyGone(cluster(), CONFIG_MAP, namespace, 'orphan');
    });

    it('can be set afterwards, on the very object that is meant', async () => {
      const owner = await made(cluster().create(CONFIG_MAP, { metadata: { name: 'owner', namespace } }));
      const owned = await made(cluster().create(CONFIG_MAP, { metadata: { name: 'owned', namespace } }));
      const ownerReferences = [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: 'owner',
          uid: uidOf(owner),
          controller: true,
          blockOwnerDeletion: true,
        },
      ];
      const another = cluster().patch(CONFIG_MAP, namespace, 'owned', {
        metadata: { uid: '00000000-0000-4000-8000-000000000000', ownerReferences },
      });
      expect((await faultOf(another)).details).toMatchObject({ status: 422, reason: 'Invalid' });
      const { resourceVersion } = owned.metadata;
      await cluster().patch(CONFIG_MAP, namespace, 'owned', {
        metadata: { uid: uidOf(owned), resourceVersion, ownerReferences },
      });
      await cluster().delete(CONFIG_MAP, namespace, 'owner');
      await eventuallyGone(cluster(), CONFIG_MAP, namespace, 'owned');
    });
  });

  describe('a definition', () => {
    const OPEN = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const version = (name: string, more: object = {}) => ({
      name,
      served: true,
      storage: false,
      schema: OPEN,
      ...more,
    });

    async function withKinds(
      versions: object[],
      work: (kinds: (version: string) => Kind, crd: string) => Promise<void>,
    ) {
      const group = `${uniqueName('restored')}.example.com`;
      const crd = `rooms.${group}`;
      const names = { kind: 'Room', listKind: 'RoomList', plural: 'rooms', singular: 'room' };
      await made(
        cluster().create(CRD, { metadata: { name: crd }, spec: { group, scope: 'Namespaced', names, versions } }),
      );
      const kindOf = (name: string): Kind => ({
        group,
        version: name,
        kind: 'Room',
        plural: 'rooms',
        namespaced: true,
      });
      try {
        await eventually(async () => (await cluster().served()).some((kind) => kind.group === group));
        await work(kindOf, crd);
      } finally {
        await cluster().delete(CRD, undefined, crd);
      }
    }

    const room = (name: string) => ({ metadata: { name, namespace }, spec: {}, status: { externalId: 'room-4711' } });
    const retried = async (kind: Kind, object: KubeObject) =>
      await eventually(
        async () =>
          await cluster()
            .create(kind, object)
            .catch(() => undefined),
      );

    it('without a status subresource lets status be data', async () => {
      await withKinds([version('v1', { storage: true })], async (kindOf) => {
        await retried(kindOf('v1'), room('one'));
        expect((await cluster().get(kindOf('v1'), namespace, 'one'))?.status).toEqual({ externalId: 'room-4711' });
        expect(await cluster().patchStatus(kindOf('v1'), namespace, 'one', { status: {} })).toBeUndefined();
      });
    });

    it('with one takes status there only', async () => {
      await withKinds([version('v1', { storage: true, subresources: { status: {} } })], async (kindOf) => {
        await retried(kindOf('v1'), room('one'));
        expect((await cluster().get(kindOf('v1'), namespace, 'one'))?.status).toBeUndefined();
        await cluster().patchStatus(kindOf('v1'), namespace, 'one', { status: { externalId: 'room-4711' } });
        expect((await cluster().get(kindOf('v1'), namespace, 'one'))?.status).toEqual({ externalId: 'room-4711' });
      });
    });

    it('of two versions whose conversion is None shows each object in both, the name apart', async () => {
      await withKinds([version('v1alpha1'), version('v1', { storage: true })], async (kindOf, crd) => {
        await retried(kindOf('v1alpha1'), room('one'));
        const [old, now] = [kindOf('v1alpha1'), kindOf('v1')];
        const group = crd.slice(crd.indexOf('.') + 1);
        expect((await cluster().served()).filter((kind) => kind.group === group)).toEqual([now, old]);
        expect(await cluster().get(now, namespace, 'one')).toMatchObject({
          apiVersion: `${group}/v1`,
          status: room('').status,
        });
        expect(await cluster().get(old, namespace, 'one')).toMatchObject({ apiVersion: `${group}/v1alpha1` });
      });
    });

    it('that says preserveUnknownFields, or has no schema, is refused', async () => {
      const group = `${uniqueName('restored')}.example.com`;
      const names = { kind: 'Room', listKind: 'RoomList', plural: 'rooms', singular: 'room' };
      const make = (more: object, schema: object) => {
        const versions = [{ name: 'v1', served: true, storage: true, ...schema }];
        const spec = { group, scope: 'Namespaced', names, versions, ...more };
        return faultOf(cluster().create(CRD, { metadata: { name: `rooms.${group}` }, spec }, { dryRun: true }));
      };
      expect((await make({ preserveUnknownFields: true }, { schema: OPEN })).message).toContain(
        'preserveUnknownFields',
      );
      expect((await make({}, {})).message).toContain('schema');
    });
  });
}
