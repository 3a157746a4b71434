import { describe, expect, it } from 'vitest';
import { NAMESPACE, SECRET } from '../../../functions/services/cluster/kinds.ts';
import {
  CONFIG_MAP,
  type ContractCluster,
  made,
  makeNamespace,
  uidOf,
  uniqueName,
  useCluster,
} from './contract-setup.ts';

/** What browsing relies on of long lists. */
export function listsContract(open: () => Promise<ContractCluster>): void {
  const contract = useCluster(open);
  const { namespace } = contract;
  const cluster = () => contract.on().cluster;

  describe('lists', () => {
    it('come without their fields where only metadata is asked for, page by page', async () => {
      const labels = { suite: 'lean' };
      const annotations = { note: 'kept' };
      for (const name of ['lean-a', 'lean-b', 'lean-c']) {
        const metadata = { name, namespace, labels, annotations };
        await made(cluster().create(CONFIG_MAP, { metadata, data: { secret: 'not asked for' } }));
      }
      const wanted = { namespace, labelSelector: 'suite=lean', metadataOnly: true };
      const first = await cluster().list(CONFIG_MAP, { ...wanted, limit: 2 });
      const rest = await cluster().list(CONFIG_MAP, { ...wanted, limit: 2, continue: first.continue ?? 'none' });
      const all = [...first.items, ...rest.items];
      expect(all.map(({ metadata }) => metadata.name)).toEqual(['lean-a', 'lean-b', 'lean-c']);
      for (const object of all) {
        expect(Object.keys(object).toSorted()).toEqual(['apiVersion', 'kind', 'metadata']);
        expect(object).toMatchObject({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { namespace, labels, annotations },
        });
        expect(uidOf(object)).not.toBe('');
        expect(object.metadata.creationTimestamp).toMatch(/^\d{4}-.*Z$/);
      }
      expect(rest.continue).toBeUndefined();
    });

    it('are in the order of namespace, slash, name, over all namespaces and within one', async () => {
      const later = uniqueName(`${namespace}-x`);
      await makeNamespace(cluster(), later);
      try {
        const labels = { suite: 'order' };
        for (const [of, name] of [
          [later, 'a'],
          [namespace, 'b'],
          [namespace, 'a.b'],
          [namespace, 'a'],
        ]) {
          await made(cluster().create(CONFIG_MAP, { metadata: { name: String(name), namespace: String(of), labels } }));
        }
        const wanted = { labelSelector: 'suite=order', metadataOnly: true };
        const placesOf = async (options: object) =>
          (await cluster().listAll(CONFIG_MAP, { ...wanted, ...options })).map(
            ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
          );
        // `-` is before `/`
        const within = [`${namespace}/a`, `${namespace}/a.b`, `${namespace}/b`];
        expect(await placesOf({})).toEqual([`${later}/a`, ...within]);
        expect(await placesOf({ namespace })).toEqual(within);
      } finally {
        await cluster().delete(NAMESPACE, undefined, later);
      }
    });

    it('of Secrets are selected by type', async () => {
      const labels = { suite: 'types' };
      const types = { plain: 'Opaque', own: 'example.com/own' };
      for (const [name, type] of Object.entries(types)) {
        await made(cluster().create(SECRET, { metadata: { name, namespace, labels }, type }));
      }
      const names = async (fieldSelector: string) => {
        const wanted = { namespace, labelSelector: 'suite=types', fieldSelector, metadataOnly: true };
        return (await cluster().listAll(SECRET, wanted)).map(({ metadata }) => metadata.name);
      };
      expect(await names('type=example.com/own')).toEqual(['own']);
      expect(await names('type!=example.com/own')).toEqual(['plain']);
    });
  });
}
