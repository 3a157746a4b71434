import { beforeEach, expect, it } from 'vitest';
import { renderSeal, type SealedPart } from '../../functions/domain/backup/seal.ts';
import { manifestKey, renderRecoveryKey, sealKey } from '../../functions/domain/location/keys.ts';
import { sealPath } from '../../functions/domain/location/location-layout.ts';
import type { Doubt } from '../../functions/domain/location/maintenance.ts';
import { encodePart } from '../../functions/domain/manifest/manifest-part.ts';
import type { NextPart } from '../../functions/domain/operation/checkpoints.ts';
import { readUnread } from '../../functions/maintain-location/seals/read-parts.ts';
import type { Location } from '../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import { createMemoryStore } from '../support/memory-store.ts';

const PARTS = 70;
const BACKUPS = ['a', 'b'].map((letter) => ({ clusterId: 'c1', backupId: `bk-${letter.repeat(26)}` }));
const PAGES = [{ n: 3, unread: BACKUPS.map((backup) => ({ ...backup, whole: true as const })) }];

let store: ReturnType<typeof createMemoryStore>;
let location: Location;
let reads: string[];
let parts: SealedPart[];

beforeEach(async () => {
  store = createMemoryStore();
  reads = [];
  location = {
    ref: { name: 'main', uid: 'l1' },
    locationUid: 'l1',
    type: 's3',
    s3: { endpoint: 'https://s3.example.org', region: 'r', bucket: 'b', prefix: '', pathStyle: true },
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    recoveryKey: renderRecoveryKey(new Uint8Array(32).fill(5)),
    store: createObjectBackupStore({
      ...store,
      get: async (key) => {
        if (!key.endsWith('.json')) reads.push(key);
        return await store.get(key);
      },
    }),
  };
  for (const backup of BACKUPS) parts = await seal(backup);
});

async function seal(backup: { clusterId: string; backupId: string }): Promise<SealedPart[]> {
  const sealed: SealedPart[] = [];
  for (let n = 0; n < PARTS; n += 1) {
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `m${n}`, namespace: 'shop' } };
    const place = { ...backup, resource: 'ConfigMap', namespace: 'shop', n };
    const nonce = new Uint8Array(12).fill(n);
    const { body, ...part } = encodePart(manifestKey(location, backup.backupId), nonce, place, [JSON.stringify(map)]);
    await store.put(part.key, body);
    sealed.push(part);
  }
  const given = { installationId: 'abcdefghij', locationUid: 'l1', name: 'n', createdAt: '', spec: {}, labels: {} };
  const whole = { format: 1 as const, ...backup, ...given, volumes: [], parts: sealed };
  await store.put(sealPath(backup), renderSeal(whole, sealKey(location)));
  return sealed;
}

async function readAll(pages: Parameters<typeof readUnread>[1], { prefixes = [] as string[], late = false } = {}) {
  const doubts: Doubt[] = [];
  const onDoubt = async (doubt: Doubt) => void doubts.push(doubt);
  let next: NextPart | undefined;
  let turns = 0;
  do {
    // once late, it is for the rest of its turn
    let asked = 0;
    const isLate = () => late && asked++ > 0;
    next = await readUnread(location, pages, next, { prefixes, isLate, onDoubt });
    turns += 1;
  } while (next);
  return { doubts, turns };
}

function flip(key: string): void {
  const body = store.objects.get(key) as Uint8Array;
  store.objects.set(
    key,
    body.map((byte, n) => (n === 30 ? byte ^ 1 : byte)),
  );
}

it('reads every part once, however often it has to come back', async () => {
  const { doubts, turns } = await readAll(PAGES, { late: true });

  expect(doubts).toEqual([]);
  expect(turns).toBeGreaterThan(3);
  expect(reads).toHaveLength(2 * PARTS);
  expect(new Set(reads).size).toBe(2 * PARTS);
});

it('finds a part that was altered, and goes on with the next backup', async () => {
  const [first, second] = BACKUPS;
  flip(parts[69]?.key ?? '');
  const inFirst = [...store.objects.keys()].find((key) => key.includes(`${first?.backupId}/resources`)) ?? '';
  flip(inFirst);

  const { doubts } = await readAll(PAGES);

  expect(doubts.map(({ backupId, code }) => [backupId, code])).toEqual([
    [first?.backupId, 'part.invalid'],
    [second?.backupId, 'part.invalid'],
  ]);
  expect(doubts[0]?.why).toContain(inFirst);
});

it('of a backup that is not new reads the share of the day', async () => {
  const [, second] = BACKUPS;
  const prefixes = [parts[0]?.sha256.slice(0, 2) ?? ''];

  await readAll([{ n: 0, unread: second ? [second] : [] }], { prefixes });

  expect(reads).toEqual(parts.filter(({ sha256 }) => sha256.startsWith(prefixes[0] ?? '')).map(({ key }) => key));
});

it('leaves alone what is being deleted: its seal goes first', async () => {
  const [first] = BACKUPS;
  const unread = first ? [first] : [];
  const gone = {
    ...location,
    store: createObjectBackupStore({
      ...store,
      get: async (key: string) => {
        const body = await store.get(key);
        if (!key.endsWith('.json')) store.objects.delete(sealPath(unread[0] ?? { clusterId: '', backupId: '' }));
        return key.endsWith('.json') ? body : undefined;
      },
    }),
  };
  const doubts: Doubt[] = [];
  const turn = { prefixes: parts.map(({ sha256 }) => sha256.slice(0, 2)), isLate: () => false };

  await readUnread(gone, [{ n: 0, unread: unread.map((one) => ({ ...one, whole: true as const })) }], undefined, {
    ...turn,
    onDoubt: async (doubt) => void doubts.push(doubt),
  });

  expect(doubts).toEqual([]);
});
