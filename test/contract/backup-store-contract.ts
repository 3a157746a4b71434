import { describe, expect, it } from 'vitest';
import type { BackupKey } from '../../functions/domain/location/location-layout.ts';
import {
  backupPath,
  MARKER,
  PROBES,
  partPath,
  repositoryPath,
} from '../../functions/domain/location/location-layout.ts';
import type { BackupStore } from '../../functions/services/location/backup-store.ts';

/** A store of backups beside the objects below it, for what only movers, validations or others write there. */
interface Opened {
  store: BackupStore;
  write(key: string, body: string): Promise<unknown>;
  keys(): Promise<string[]>;
}

const BACKUP: BackupKey = { clusterId: 'c1', backupId: 'bk-1' };
const OTHER: BackupKey = { clusterId: 'c1', backupId: 'bk-2' };
const bytes = (text: string) => Buffer.from(text);
const text = (body: Uint8Array | undefined) => body && Buffer.from(body).toString();
const partOf = (backup: BackupKey, n: number) =>
  partPath({ ...backup, resource: 'ConfigMap', namespace: 'shop', n }, `${n}`.repeat(64));

/** What every store of backups does, however it is reached. @param open an empty one each time */
export function describeBackupStore(name: string, open: () => Promise<Opened>): void {
  describe(`backups in ${name}`, () => {
    it('gives back parts as they were written, twice over, and none that is not there', async () => {
      const { store } = await open();
      for (let turn = 0; turn < 2; turn += 1) await store.putPart(partOf(BACKUP, 1), bytes('one'));

      expect(text(await store.readPart(partOf(BACKUP, 1)))).toBe('one');
      expect(await store.readPart(partOf(BACKUP, 2))).toBeUndefined();
    });

    it('writes a seal once, of several at the same time too, and again after it was removed', async () => {
      const { store } = await open();
      expect([await store.readSeal(BACKUP), await store.hasSeal(BACKUP)]).toEqual([undefined, false]);

      const bodies = ['a', 'b', 'c', 'd'];
      const written = await Promise.all(bodies.map((body) => store.writeSeal(BACKUP, bytes(body))));
      expect(written.filter((one) => one === 'written')).toHaveLength(1);
      expect(text(await store.readSeal(BACKUP))).toBe(bodies[written.indexOf('written')]);
      expect(await store.hasSeal(BACKUP)).toBe(true);

      for (let turn = 0; turn < 2; turn += 1) await store.removeSeal(BACKUP);
      expect(await store.hasSeal(BACKUP)).toBe(false);
      expect(await store.writeSeal(BACKUP, bytes('again'))).toBe('written');
    });

    it('says that a seal is there which is too large to be read', async () => {
      const { store } = await open();
      await store.writeSeal(BACKUP, new Uint8Array(17 * 1024 * 1024));

      expect(await store.hasSeal(BACKUP)).toBe(true);
      await expect(store.readSeal(BACKUP)).rejects.toMatchObject({ code: 'object.too_large' });
    });

    it('lists all of a backup and of all backups, with sizes, and nothing else', async () => {
      const { store, write } = await open();
      await store.putPart(partOf(BACKUP, 1), bytes('one'));
      await store.putPart(partOf(OTHER, 1), bytes('four'));
      await store.writeSeal(BACKUP, bytes('sealed'));
      await write(MARKER, 'marker');

      const sizesIn = ({ keys }: { keys: { key: string; bytes: number }[] }) =>
        Object.fromEntries(keys.map((one) => [one.key, one.bytes]));
      const ofBackup = { [partOf(BACKUP, 1)]: 3, [`${backupPath(BACKUP)}backup.json`]: 6 };
      expect(sizesIn(await store.listBackup(BACKUP))).toEqual(ofBackup);
      expect(sizesIn(await store.listBackups())).toEqual({ ...ofBackup, [partOf(OTHER, 1)]: 4 });
      expect(text(await store.readMarker())).toBe('marker');
    });

    it('removes the parts that are named, those that are gone already among them', async () => {
      const { store } = await open();
      for (let n = 1; n <= 40; n += 1) await store.putPart(partOf(BACKUP, n), bytes('part'));
      const going = Array.from({ length: 39 }, (_, at) => partOf(BACKUP, at + 1));

      for (let turn = 0; turn < 2; turn += 1) await store.removeParts(going);

      expect((await store.listBackup(BACKUP)).keys.map(({ key }) => key)).toEqual([partOf(BACKUP, 40)]);
    });

    it('knows repositories by their clusters and namespaces, and those that can be opened', async () => {
      const { store, write } = await open();
      await write(`${repositoryPath('c1', 'shop')}kopia.repository`, 'format');
      await write(`${repositoryPath('c1', 'half')}kopia.blobcfg`, 'first');
      await write(`${repositoryPath('c2', 'blog')}p123`, 'pack');

      expect(await store.listRepositories()).toEqual(['c1', 'c2']);
      expect(await store.listRepositories('c1')).toEqual(['half', 'shop']);
      expect(await store.hasRepository({ clusterId: 'c1', namespace: 'shop' })).toBe(true);
      expect(await store.hasRepository({ clusterId: 'c1', namespace: 'half' })).toBe(false);
    });

    it('clears a repository that was begun and not made, and never one that holds data', async () => {
      const { store, write, keys } = await open();
      await write(`${repositoryPath('c1', 'half')}kopia.blobcfg`, 'first');
      await write(`${repositoryPath('c1', 'whole')}kopia.blobcfg`, 'first');
      await write(`${repositoryPath('c1', 'whole')}kopia.repository`, 'format');
      await write(`${repositoryPath('c1', 'spoilt')}p123`, 'pack');

      await store.clearHalfMadeRepository({ clusterId: 'c1', namespace: 'half' });
      await store.clearHalfMadeRepository({ clusterId: 'c1', namespace: 'whole' });
      await expect(store.clearHalfMadeRepository({ clusterId: 'c1', namespace: 'spoilt' })).rejects.toMatchObject({
        code: 'repository.unreadable',
      });

      const names = ['spoilt/p123', 'whole/kopia.blobcfg', 'whole/kopia.repository'];
      expect(await keys()).toEqual(names.map((name) => `repositories/c1/${name}`));
    });

    it('removes the probes of one validation, or those before a time, and counts them', async () => {
      const { store, write, keys } = await open();
      for (const name of ['vl-1', 'vl-1-mover', 'vl-2']) await write(`${PROBES}${name}`, 'probe');

      expect(await store.removeProbes({ operationId: 'vl-1' })).toBe(2);
      expect(await store.removeProbes({ before: '2000-01-01T00:00:00.000Z' })).toBe(0);
      expect(await keys()).toEqual([`${PROBES}vl-2`]);
      expect(await store.removeProbes({ before: '2200-01-01T00:00:00.000Z' })).toBe(1);
    });
  });
}
