import { expect, it } from 'vitest';
import { manifestKey, renderRecoveryKey } from '../../functions/domain/location/keys.ts';
import { encodePart } from '../../functions/domain/manifest/manifest-part.ts';
import { readPart, type SealedBackup } from '../../functions/manifests/sealed-backup.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import { createMemoryStore } from '../support/memory-store.ts';

const RING = { recoveryKey: renderRecoveryKey(new Uint8Array(32).fill(5)), locationUid: 'l1' };
const PLACE = { clusterId: 'c1', backupId: `bk-${'a'.repeat(26)}`, resource: 'ConfigMap', namespace: 'shop', n: 0 };
const GOOD = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' } };

/** A part as a backup writes it, of what its cluster answered. */
async function read(object: object) {
  const store = createMemoryStore();
  const part = encodePart(manifestKey(RING, PLACE.backupId), new Uint8Array(12), PLACE, [JSON.stringify(object)]);
  await store.put(part.key, part.body);
  const backup = {
    location: { ...RING, store: createObjectBackupStore(store) },
    seal: { backupId: PLACE.backupId },
  } as unknown as SealedBackup;
  return await readPart(backup, part);
}

it('objects of a part are of its kind and namespace', async () => {
  expect(await read(GOOD)).toEqual([GOOD]);
});

it.each([
  ['of another namespace', { ...GOOD, metadata: { name: 'a', namespace: 'kube-system' } }],
  ['of no namespace', { ...GOOD, metadata: { name: 'a' } }],
  ['of another kind', { ...GOOD, kind: 'Secret' }],
  ['of another group', { ...GOOD, apiVersion: 'rbac.authorization.k8s.io/v1' }],
  ['with a path for a name', { ...GOOD, metadata: { name: '../secrets/a', namespace: 'shop' } }],
  ['without metadata', { apiVersion: 'v1', kind: 'ConfigMap' }],
])('a part with an object %s, as a cluster may have answered, is not restored', async (_, object) => {
  await expect(read(object)).rejects.toMatchObject({ code: 'part.invalid' });
});
