import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderRecoveryKey } from '../../functions/domain/location/keys.ts';
import type { S3Settings } from '../../functions/domain/location/location-spec.ts';
import { type AddressPolicy, createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import type { CatalogItem } from '../../functions/services/catalog/catalog.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { claimLocation, createS3Locations, probeStore } from '../../functions/services/location/s3-locations.ts';
import { createS3Store } from '../../functions/services/location/s3-store.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { ensureTools } from '../../tools/build/build.ts';
import { createMemoryStore } from '../support/memory-store.ts';

const KEY = renderRecoveryKey(new Uint8Array(32).fill(1));
const LOOPBACK = createAddressPolicy(['127.0.0.0/8']);
const OTHER_KEY = renderRecoveryKey(new Uint8Array(32).fill(2));
const bytes = (text: string) => Buffer.from(text);

let folder: string;
let server: S3Server;
let tests = 0;
let prefix: string;

beforeAll(async () => {
  const { versitygw: binary } = await ensureTools();
  folder = mkdtempSync(join(tmpdir(), 'sf-location-'));
  server = await startS3({ binary, folder, buckets: ['backups'] });
}, 1_200_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  tests += 1;
  prefix = `team-${tests}/backups`;
});

function settings(changes: Partial<S3Settings> = {}): S3Settings {
  return { endpoint: server.url, region: server.region, bucket: 'backups', prefix, pathStyle: true, ...changes };
}

function open(changes: Partial<S3Settings> = {}, credentials = server.credentials, policy = LOOPBACK) {
  return createS3Store({ s3: settings(changes), credentials, clock: systemClock, policy, timeoutMs: 2_000 });
}

describe('an S3 store', () => {
  it('keeps objects below its prefix and lists them without it', async () => {
    const store = open();

    await store.put('a/b ü', bytes('hello'));
    await store.put('a/c', bytes(''));

    expect(Buffer.from((await store.get('a/b ü')) ?? []).toString()).toBe('hello');
    expect(await store.get('a/c')).toHaveLength(0);
    const { keys } = await store.list('a/');
    expect(keys).toMatchObject([
      { key: 'a/b ü', bytes: 5 },
      { key: 'a/c', bytes: 0 },
    ]);
    const age = systemClock.now().getTime() - Date.parse(keys[0]?.modifiedAt ?? '');
    expect(Math.abs(age)).toBeLessThan(600_000);
    expect((await open({ prefix: '' }).list(`${prefix}/`)).keys.map(({ key }) => key)).toEqual([
      `${prefix}/a/b ü`,
      `${prefix}/a/c`,
    ]);
  });

  it('names the folders below a prefix, and neither objects nor what lies deeper', async () => {
    const store = open();
    for (const key of ['f/a/x', 'f/a/y', 'f/b/c/z', 'f/object', 'fa/x']) await store.put(key, bytes(''));

    expect(await store.folders('f/')).toEqual(['a', 'b']);
    expect(await store.folders('nothing/')).toEqual([]);
  });

  it('knows nothing of what is not there, and deletes it gladly', async () => {
    const store = open();

    await store.delete('nothing');

    expect(await store.get('nothing')).toBeUndefined();
    expect(await store.list('nothing')).toEqual({ keys: [] });
  });

  it('lets one of many conditional writers write', async () => {
    const store = open();

    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, n) => store.put('seal', bytes(String(n)), { ifNoneMatch: true })),
    );

    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
    expect(String(await store.get('seal').then((body) => Buffer.from(body ?? [])))).toBe(
      String(outcomes.indexOf('written')),
    );
  });

  it('pages through more than an answer holds', async () => {
    const store = open();
    const names = Array.from({ length: 1_005 }, (_, n) => `many/${String(n).padStart(4, '0')}`);
    for (let n = 0; n < names.length; n += 50) {
      await Promise.all(names.slice(n, n + 50).map((name) => store.put(name, bytes(''))));
    }

    const first = await store.list('many/');
    const second = await store.list('many/', first.cursor);

    expect([...first.keys, ...second.keys].map(({ key }) => key)).toEqual(names);
    expect(second.cursor).toBeUndefined();
  });

  it('says that it is refused, without a secret in the message', async () => {
    const wrong = { ...server.credentials, secretAccessKey: 'not-the-secret' };

    for (const store of [open({}, wrong), open({ bucket: 'no-such-bucket' })]) {
      const thrown = await store.get('a').catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code: 'location.refused', name: 'Permanent' });
      expect(String((thrown as Error).message)).not.toMatch(/not-the-secret|signature/);
    }
  });

  it('says that its credentials are no longer known, with the word of the store', async () => {
    const store = open({}, { ...server.credentials, accessKeyId: 'AKIDTAKENAWAY' });

    await expect(store.get('a')).rejects.toMatchObject({
      code: 'location.credentials_expired',
      name: 'Permanent',
      message: expect.stringContaining('404 XAdminUserNotFound'),
    });
  });

  it('says that nobody answers', async () => {
    const store = open({ endpoint: 'http://127.0.0.1:9' });

    await expect(store.put('a', bytes('b'))).rejects.toMatchObject({
      code: 'location.unreachable',
      name: 'Transient',
      message: expect.stringContaining('http://127.0.0.1:9'),
    });
  });

  it('refuses an address that is written out before it connects', () => {
    const refused = { code: 'location.address_refused', disposition: 'Permanent' };
    for (const endpoint of [server.url, 'http://169.254.169.254', 'https://[::1]:9000', 'http://localhost:9000']) {
      expect(() => open({ endpoint }, server.credentials, createAddressPolicy())).toThrow(
        expect.objectContaining(refused),
      );
    }
  });

  it.each([
    ['a small object', 10],
    ['a large object, for which the SDK likes an agent of its own,', 3_000_000],
  ])('refuses a name that resolves to such an address when it connects, for %s too', async (_, size) => {
    let asked = 0;
    // the name passes when the store is made, and turns to loopback afterwards
    const turning: AddressPolicy = {
      allows: () => {
        asked += 1;
        return asked === 1;
      },
    };
    const endpoint = server.url.replace('127.0.0.1', 'localhost');
    const store = open({ endpoint }, server.credentials, turning);

    await expect(store.put('a', Buffer.alloc(size))).rejects.toMatchObject({
      code: 'location.address_refused',
      name: 'Permanent',
    });
    expect(asked).toBeGreaterThan(1);
    expect(await open().get('a')).toBeUndefined();
  });

  it('keeps objects of many megabytes', async () => {
    const store = open();
    const body = Buffer.alloc(5_000_000, 7);

    await store.put('big', body);

    expect(body.equals((await store.get('big')) ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('a claim', () => {
  it('is written once, adopted by its own installation, and leaves no probe', async () => {
    const store = open();
    await probeStore(store, 'vl-a');

    const first = await claimLocation(store, { installationId: 'aaaaaaaaaa', recoveryKey: KEY, locationUid: 'uid-1' });
    const again = await claimLocation(store, { installationId: 'aaaaaaaaaa', recoveryKey: KEY, locationUid: 'uid-2' });

    expect([first, again]).toEqual(['uid-1', 'uid-1']);
    expect((await store.list('')).keys.map(({ key }) => key)).toEqual(['snapferry.json']);
  });

  it('is refused to another key, to another installation, and beside what nobody can read', async () => {
    const store = open();
    const claim = { installationId: 'aaaaaaaaaa', recoveryKey: KEY, locationUid: 'uid-1' };
    await claimLocation(store, claim);

    await expect(claimLocation(store, { ...claim, recoveryKey: OTHER_KEY })).rejects.toMatchObject({
      code: 'location.key_mismatch',
    });
    await expect(claimLocation(store, { ...claim, installationId: 'bbbbbbbbbb' })).rejects.toMatchObject({
      code: 'location.owned_by_other_installation',
    });
    await store.put('snapferry.json', bytes('{"format":9}'));
    await expect(claimLocation(store, claim)).rejects.toMatchObject({ code: 'location.owned_by_other_installation' });
  });

  it('is refused on a store that does not honour If-None-Match', async () => {
    const memory = createMemoryStore();
    const careless = { ...memory, put: async (key: string, body: Uint8Array) => memory.put(key, body) };

    await expect(probeStore(careless, 'vl-a')).rejects.toMatchObject({ code: 'location.no_conditional_write' });
    expect(memory.objects.size).toBe(0);
  });
});

describe('locations', () => {
  const secret = () => ({ ...server.credentials, recoveryKey: KEY });

  function locationsOf(item: Partial<CatalogItem> = {}) {
    const found = { uid: 'uid-1', name: 'main', generation: 3, secretArn: 'arn', status: {}, ...item };
    const spec = { type: 's3', s3: settings(), access: 'controlPlane' };
    return createS3Locations({
      catalog: { read: async () => ({ spec, ...found }) as never },
      secrets: { read: async () => secret() },
      clock: systemClock,
      policy: LOOPBACK,
      installationId: 'aaaaaaaaaa',
    });
  }

  it('open with their secrets, under the uid that the bucket knows', async () => {
    const locations = locationsOf({ status: { locationUid: 'uid-of-the-bucket' } });

    const location = await locations.open({ name: 'main', uid: 'uid-1' });
    await location.store.putPart('x', bytes('y'));

    expect(location).toMatchObject({ locationUid: 'uid-of-the-bucket', recoveryKey: KEY, type: 's3' });
    expect((await open().list('')).keys.map(({ key }) => key)).toEqual(['x']);
  });

  it('are another thing when a name was deleted and made again', async () => {
    await expect(locationsOf().open({ name: 'main', uid: 'uid-0' })).rejects.toMatchObject({
      code: 'location.not_found',
    });
  });

  it('are claimed under the uid that is there, whatever the catalogue calls them', async () => {
    const first = await locationsOf().claim({ name: 'main', uid: 'uid-1' }, 'vl-a');
    const second = await locationsOf({ uid: 'uid-2' }).claim({ name: 'main', uid: 'uid-2' }, 'vl-b');

    expect(first).toEqual({ generation: 3, locationUid: 'uid-1' });
    expect(second).toEqual({ generation: 3, locationUid: 'uid-1' });
  });
});
