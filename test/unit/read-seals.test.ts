import { beforeEach, describe, expect, it } from 'vitest';
import { renderSeal, type Seal, type SealedVolume } from '../../functions/domain/backup/seal.ts';
import { Fault } from '../../functions/domain/errors.ts';
import { renderRecoveryKey, sealKey } from '../../functions/domain/location/keys.ts';
import { partPath, sealPath } from '../../functions/domain/location/location-layout.ts';
import { dueOf, findingsOf } from '../../functions/domain/location/maintenance.ts';
import { readSealsPage } from '../../functions/maintain-location/seals/read-seals.ts';
import { keptIn } from '../../functions/operations/kept-in.ts';
import type { Location } from '../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import { createMemoryStore } from '../support/memory-store.ts';

const NOW = new Date('2026-11-23T09:00:00.000Z');
const OLD = '2026-11-16T08:00:00.000Z';
const idOf = (letter: string) => `bk-${letter.repeat(26)}`;

let store: ReturnType<typeof createMemoryStore>;
let location: Location;

beforeEach(() => {
  store = createMemoryStore();
  location = {
    ref: { name: 'main', uid: 'l1' },
    locationUid: 'l1',
    type: 's3',
    s3: { endpoint: 'https://s3.example.org', region: 'r', bucket: 'b', prefix: '', pathStyle: true },
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    recoveryKey: renderRecoveryKey(new Uint8Array(32).fill(5)),
    store: createObjectBackupStore(store),
  };
});

function partOf(letter: string, n: number, clusterId = 'c1'): string {
  const place = { clusterId, backupId: idOf(letter), resource: 'ConfigMap', namespace: 'shop', n };
  return partPath(place, `${n}`.repeat(64));
}

async function putPart(letter: string, n: number, modifiedAt = OLD): Promise<string> {
  const key = partOf(letter, n);
  await store.put(key, Buffer.from('part'));
  store.times.set(key, modifiedAt);
  return key;
}

/** A backup with a snapshot of each of these, and the first two parts. @param beside of raw names, by snapshot */
async function seal(
  letter: string,
  kopiaIds: string[],
  clusterId = 'c1',
  beside: Record<string, string> = {},
): Promise<void> {
  const backup = { clusterId, backupId: idOf(letter), locationUid: 'l1' };
  const volumes = kopiaIds.map(
    (kopiaId, n): SealedVolume => ({
      volumeId: `v${n}`,
      namespace: 'shop',
      pvc: `data-${n}`,
      pvcUid: `u${n}`,
      why: '',
      volumeMode: 'Filesystem',
      capacityBytes: 1,
      accessModes: [],
      repository: `repositories/${clusterId}/shop/`,
      kopiaId,
      ...(beside[kopiaId] ? { rawNames: { kopiaId: beside[kopiaId], entries: 1, sum: 'f'.repeat(64) } } : {}),
      outcome: 'Done',
    }),
  );
  const parts = [0, 1].map((n) => ({ key: partOf(letter, n, clusterId), sha256: 'a'.repeat(64), count: 1 }));
  const whole: Seal = {
    format: 1,
    ...backup,
    installationId: 'abcdefghij',
    name: letter,
    createdAt: OLD,
    spec: {},
    labels: {},
    volumes,
    parts,
  };
  await store.put(sealPath(backup), renderSeal(whole, sealKey(location)));
}

/** With both parts that its seal lists. */
async function sealWhole(letter: string, kopiaIds: string[], clusterId = 'c1', beside: Record<string, string> = {}) {
  for (const n of [0, 1]) await store.put(partOf(letter, n, clusterId), Buffer.from('part'));
  await seal(letter, kopiaIds, clusterId, beside);
}

async function read() {
  const { rows } = await readSealsPage(location, undefined, NOW);
  return rows.map((row, n) => ({ ...row, n }));
}

describe('the seals at a location', () => {
  it('say what stays: their snapshots and their parts', async () => {
    await sealWhole('a', ['11111111aaaa', '22222222bbbb']);
    await sealWhole('b', ['33333333cccc']);
    await putPart('a', 0);
    await putPart('a', 1);
    const unlisted = await putPart('a', 2, NOW.toISOString());

    const pages = await read();

    expect(pages).toMatchObject([
      { sealed: [idOf('a'), idOf('b')], orphans: [{ key: unlisted, bytes: 4 }], doubts: [] },
    ]);
    expect(keptIn(pages, { clusterId: 'c1', namespace: 'shop' }).tokens).toEqual(['11111111', '22222222', '33333333']);
    expect(keptIn(pages, { clusterId: 'c1', namespace: 'other' }).tokens).toEqual([]);
  });

  it('of a backup that was deleted list nothing that is missed, are said with it, and its folder stays', async () => {
    await sealWhole('a', ['11111111aaaa']);
    await sealWhole('b', ['33333333cccc']);
    await putPart('b', 2);
    const deletedAt = async (id: string) => (id === idOf('b') ? OLD : undefined);

    const { rows } = await readSealsPage(location, undefined, NOW, undefined, deletedAt);
    const pages = rows.map((row, n) => ({ ...row, n }));

    expect(pages).toMatchObject([{ sealed: [idOf('a')], orphans: [] }]);
    expect(Object.keys(pages[0]?.owners ?? {})).toEqual(['c1/shop/11111111']);
    expect(keptIn(pages, { clusterId: 'c1', namespace: 'shop' })).toEqual({ tokens: ['11111111'], runs: [idOf('b')] });
    expect(findingsOf(pages)).toMatchObject([{ code: 'backup.returned', clusterId: 'c1', backupId: idOf('b') }]);
    expect(findingsOf(pages)[0]?.message).toContain(`remove the folder backups/c1/${idOf('b')}/`);
  });

  it('of a backup whose row cannot be read are a doubt of it, all of it stays, and the others are read', async () => {
    await sealWhole('a', ['11111111aaaa']);
    await sealWhole('b', ['33333333cccc']);
    await putPart('b', 2);
    await putPart('c', 0);
    const deletedAt = async (id: string) => {
      if (id !== idOf('a')) throw new Fault('record.invalid', `the row of ${id} cannot be read`);
      return undefined;
    };

    const { rows } = await readSealsPage(location, undefined, NOW, undefined, deletedAt);
    const pages = rows.map((row, n) => ({ ...row, n }));

    expect(pages).toMatchObject([{ sealed: [idOf('a')], orphans: [] }]);
    expect(keptIn(pages, { clusterId: 'c1', namespace: 'shop' })).toEqual({
      tokens: ['11111111', '33333333'],
      runs: [idOf('b'), idOf('c')],
    });
    expect(findingsOf(pages)).toMatchObject([
      { code: 'record.invalid', backupId: idOf('b'), message: expect.stringContaining('cannot be read') },
      { code: 'record.invalid', backupId: idOf('c') },
    ]);
  });

  it('of a backup that is deleted while they are read are none that came back', async () => {
    await sealWhole('a', ['11111111aaaa']);
    const key = sealPath({ clusterId: 'c1', backupId: idOf('a') });
    let phase = 'Deleting';
    const slow = {
      ...location,
      store: createObjectBackupStore({
        ...store,
        get: async (asked: string) => {
          const body = await store.get(asked);
          // The deletion ends between this answer and what comes next.
          await store.delete(key);
          phase = 'Deleted';
          return body;
        },
      }),
    };
    const deletedAt = async () => (phase === 'Deleted' ? OLD : undefined);

    const { rows } = await readSealsPage(slow, undefined, NOW, undefined, deletedAt);

    expect(rows.flatMap(({ doubts }) => doubts)).toEqual([]);
  });

  it('that list a part which is not there do not count, and are said with it; their snapshots stay', async () => {
    await sealWhole('a', ['11111111aaaa']);
    await sealWhole('b', ['33333333cccc']);
    await store.delete(partOf('b', 1));

    const pages = await read();

    expect(pages.flatMap(({ sealed }) => sealed)).toEqual([idOf('a')]);
    expect(pages.flatMap(({ doubts }) => doubts)).toMatchObject([
      { clusterId: 'c1', backupId: idOf('b'), code: 'part.not_found' },
    ]);
    expect(pages[0]?.doubts[0]?.why).toContain(`1 of its 2 manifest parts are not there, ${partOf('b', 1)}`);
    expect(keptIn(pages, { clusterId: 'c1', namespace: 'shop' }).tokens).toEqual(['11111111', '33333333']);
  });

  it('belong to the page on which their backup begins, and are whole there', async () => {
    await sealWhole('a', ['11111111aaaa']);
    await sealWhole('b', ['22222222bbbb']);
    const keys = (await store.list('backups/')).keys;
    for (let cut = 1; cut < keys.length; cut += 1) {
      const list: typeof store.list = async (prefix, cursor) => {
        if (prefix !== 'backups/') return await store.list(prefix);
        return cursor ? { keys: keys.slice(cut) } : { keys: keys.slice(0, cut), cursor: 'next' };
      };
      const cutLocation = { ...location, store: createObjectBackupStore({ ...store, list }) };

      const first = await readSealsPage(cutLocation, undefined, NOW);
      const second = await readSealsPage(cutLocation, first.cursor, NOW);

      const rows = [...first.rows, ...second.rows];
      expect(rows.flatMap(({ doubts }) => doubts)).toEqual([]);
      expect(rows.flatMap(({ sealed }) => sealed)).toEqual([idOf('a'), idOf('b')]);
    }
  });

  it('say which parts are to be read: all of what is new, of the others those in the share of the day', async () => {
    for (const letter of ['a', 'b']) await sealWhole(letter, []);
    for (const key of store.objects.keys()) store.times.set(key, OLD);
    await sealWhole('c', []);
    for (const n of [0, 1]) store.times.set(partOf('c', n), OLD);
    const reads = async (since: string | undefined, prefixes: string[]) => {
      const given = since ? { since, prefixes } : { prefixes };
      const { rows } = await readSealsPage(location, undefined, NOW, given);
      return rows.flatMap(({ unread = [] }) => unread.map(({ backupId, whole }) => [backupId.charAt(3), whole]));
    };

    expect(await reads('2026-11-20T00:00:00.000Z', [])).toEqual([['c', true]]);
    expect(await reads('2026-11-20T00:00:00.000Z', ['aa'])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', true],
    ]);
    expect(await reads('2026-11-24T00:00:00.000Z', ['bb'])).toEqual([]);
    expect(await reads(undefined, [])).toHaveLength(3);
  });

  it('keep what was saved beside a snapshot', async () => {
    await sealWhole('a', ['11111111aaaa'], 'c1', { '11111111aaaa': '44444444dddd' });

    expect(keptIn(await read(), { clusterId: 'c1', namespace: 'shop' }).tokens).toEqual(['11111111', '44444444']);
  });

  it('leave what was never sealed for a week, and what is nobody’s for ever', async () => {
    const old = await putPart('a', 0);
    await putPart('a', 1, '2026-11-17T08:00:00.000Z');
    await store.put(`backups/c1/${idOf('a')}/notes.txt`, Buffer.from('mine'));
    await store.put('backups/c1/by-hand/resources/ConfigMap/shop/0-0123456789abcdef', Buffer.from('mine'));
    await store.put('backups/readme', Buffer.from('mine'));

    const pages = await read();

    expect(pages.flatMap(({ orphans }) => orphans.map(({ key }) => key))).toEqual([old]);
  });

  it('that cannot be verified keep what their own backup has left, and nothing of another', async () => {
    await sealWhole('a', ['11111111aaaa']);
    await sealWhole('c', ['33333333cccc'], 'c2');
    await store.put(sealPath({ clusterId: 'c1', backupId: idOf('b') }), Buffer.from('{}\nhmac-sha256:00\n'));
    await putPart('b', 0);

    const pages = await read();

    expect(pages.flatMap(({ doubts }) => doubts)).toMatchObject([
      { clusterId: 'c1', backupId: idOf('b'), code: 'seal.invalid' },
    ]);
    expect(pages.flatMap(({ orphans }) => orphans)).toEqual([]);
    const kept = { tokens: ['11111111'], runs: [idOf('b')] };
    expect(keptIn(pages, { clusterId: 'c1', namespace: 'shop' })).toEqual(kept);
    expect(keptIn(pages, { clusterId: 'c2', namespace: 'shop' }).runs).toEqual([]);
    expect(keptIn(pages, { clusterId: 'c2', namespace: 'shop' })).toMatchObject({ tokens: ['33333333'] });
  });

  it('that the store refuses are in doubt; while it does not answer nothing is known', async () => {
    await sealWhole('a', ['11111111aaaa']);
    const answers = ['location.refused', 'location.unreachable'] as const;
    const [refused, silent] = answers.map((code) => ({
      ...location,
      store: createObjectBackupStore({ ...store, get: async () => Promise.reject(new Fault(code, 'no')) }),
    }));

    const { rows } = await readSealsPage(refused ?? location, undefined, NOW);

    expect(rows).toMatchObject([{ sealed: [], doubts: [{ clusterId: 'c1', why: 'no' }] }]);
    await expect(readSealsPage(silent ?? location, undefined, NOW)).rejects.toMatchObject({ name: 'Transient' });
  });

  it('are as many rows as a table takes', async () => {
    const ids = Array.from({ length: 6_000 }, (_, n) => `${n}`.padStart(12, '0'));
    for (const letter of ['a', 'b', 'c', 'd', 'e']) await sealWhole(letter, ids);

    const pages = await read();

    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(300_000);
    expect(pages.flatMap(({ sealed }) => sealed)).toHaveLength(5);
    expect(keptIn(pages, { clusterId: 'c1', namespace: 'shop' }).tokens).toHaveLength(30_000);
  });
});

describe('a repository', () => {
  it.each([
    ['never', {}, 'full'],
    [
      'fully a day ago',
      { maintainedAt: '2026-11-23T08:00:00.000Z', fullyMaintainedAt: '2026-11-22T09:00:00.000Z' },
      'full',
    ],
    [
      'six hours ago',
      { maintainedAt: '2026-11-23T03:00:00.000Z', fullyMaintainedAt: '2026-11-23T03:00:00.000Z' },
      'quick',
    ],
    [
      'just now',
      { maintainedAt: '2026-11-23T08:00:00.000Z', fullyMaintainedAt: '2026-11-23T03:00:00.000Z' },
      'nothing',
    ],
  ])('that was maintained %s', (_, times, due) => {
    expect(dueOf(times, NOW)).toBe(due);
  });
});
