import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MARKER, MAX_OF_SEAL, sealPath } from '../../functions/domain/location/location-layout.ts';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { createS3Store } from '../../functions/services/location/s3-store.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { ensureTools } from '../../tools/build/build.ts';

const policy = createAddressPolicy(['127.0.0.0/8']);
const SEAL = sealPath({ clusterId: 'c', backupId: `bk-${'a'.repeat(26)}` });
const TOO_LARGE = { code: 'object.too_large', disposition: 'Permanent' };

describe('an object in a bucket that somebody else can write to', () => {
  let folder: string;
  let server: S3Server;
  beforeAll(async () => {
    const { versitygw: binary } = await ensureTools();
    folder = mkdtempSync(join(tmpdir(), 'sf-limits-'));
    server = await startS3({ binary, folder, buckets: ['backups'] });
  }, 1_200_000);
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('is not read where it is larger than one of its kind, and named; the others are', async () => {
    const s3 = { endpoint: server.url, region: server.region, bucket: 'backups', prefix: 'team', pathStyle: true };
    const store = createS3Store({ s3, credentials: server.credentials, clock: systemClock, policy });
    const largest = new Uint8Array(MAX_OF_SEAL);
    await store.put(SEAL, new Uint8Array(MAX_OF_SEAL + 1));
    await store.put(MARKER, new Uint8Array(100_000));
    await store.put(SEAL.replace('aaa', 'bbb'), largest);

    await expect(store.get(SEAL)).rejects.toMatchObject({ ...TOO_LARGE, message: expect.stringContaining(SEAL) });
    await expect(store.get(MARKER)).rejects.toMatchObject({ ...TOO_LARGE, message: expect.stringContaining(MARKER) });
    expect(await store.get(SEAL.replace('aaa', 'bbb'))).toHaveLength(largest.length);
    expect((await store.list('backups/')).keys).toHaveLength(2);
  });
});

describe('a store that does not say how much there is', () => {
  let endpoint: string;
  let sent = 0;
  const server = createServer((request, response) => {
    // 1 GiB, in chunks: as an object, as a page of a list, or as the text of an error.
    const parts = function* () {
      for (let n = 0; n < 1024; n += 1) {
        sent += 1;
        yield Buffer.alloc(1024 * 1024, '<a>');
      }
    };
    response.writeHead(request.url?.includes('broken') ? 403 : 200, { 'content-type': 'application/xml' });
    Readable.from(parts()).pipe(response);
  });
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise<void>((done) => server.close(() => done()));
  });

  it.each<[string, (store: ReturnType<typeof createS3Store>) => Promise<unknown>]>([
    ['an object', (store) => store.get(SEAL)],
    ['a page of a list', (store) => store.list('backups/')],
    ['an error', (store) => store.get(`${SEAL}/broken`)],
  ])('is left after as much as %s may have', async (_, ask) => {
    sent = 0;
    const s3 = { endpoint, region: 'us-east-1', bucket: 'backups', prefix: 'team', pathStyle: true };
    const store = createS3Store({
      s3,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      clock: systemClock,
      policy,
    });

    await expect(ask(store)).rejects.toMatchObject(TOO_LARGE);

    expect(sent).toBeLessThan(100);
  });
});
