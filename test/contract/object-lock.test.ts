import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderRecoveryKey } from '../../functions/domain/location/keys.ts';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { systemClock as clock } from '../../functions/services/clock/system-clock.ts';
import { claimLocation, probeStore } from '../../functions/services/location/s3-locations.ts';
import { createS3Store } from '../../functions/services/location/s3-store.ts';
import { closeServer, listenOnLoopback } from '../../local/loopback.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { ensureTools } from '../../tools/build/build.ts';

const REFUSAL =
  '<Error><Code>InvalidRequest</Code><Message>Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters</Message></Error>';

let folder: string;
let server: S3Server;
let puts = 0;
let refused = 0;
/** In front of the server: as S3 for a bucket with a default retention, which looks at the header and hashes the body. */
const strict = createServer((incoming, outgoing) => {
  const { method = 'GET', url: target = '/', headers } = incoming;
  const { hostname, port } = new URL(server.url);
  if (method === 'PUT') puts += 1;
  if (method === 'PUT' && !headers['content-md5']) {
    refused += 1;
    incoming.resume();
    outgoing.writeHead(400, { 'content-type': 'application/xml' }).end(REFUSAL);
    return;
  }
  const onward = request({ hostname, port, method, path: target, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(onward);
});

beforeAll(async () => {
  const { versitygw: binary } = await ensureTools();
  folder = await mkdtemp(path.join(tmpdir(), 'snapferry-object-lock-'));
  server = await startS3({ binary, folder, buckets: ['backups'] });
}, 1_200_000);
afterAll(async () => {
  await closeServer(strict);
  await server.stop();
  await rm(folder, { recursive: true });
});

describe('a bucket that keeps every object for a time (Object Lock)', () => {
  it('takes what the control plane writes, each PUT with its Content-MD5', async () => {
    const s3 = { endpoint: await listenOnLoopback(strict), region: server.region, bucket: 'backups', prefix: 'p' };
    const policy = createAddressPolicy(['127.0.0.0/8']);
    const store = createS3Store({ s3: { ...s3, pathStyle: true }, credentials: server.credentials, clock, policy });
    const recoveryKey = renderRecoveryKey(new Uint8Array(32).fill(1));

    await probeStore(store, 'a-probe');
    const locationUid = await claimLocation(store, { installationId: 'abcdefgh27', recoveryKey, locationUid: 'l-1' });
    await store.put('sealed', Buffer.from('umlaut ü'), { ifNoneMatch: true });

    expect(locationUid).toBe('l-1');
    expect(Buffer.from((await store.get('sealed')) ?? []).toString()).toBe('umlaut ü');
    expect({ puts, refused }).toEqual({ puts: 4, refused: 0 });
  });
});
