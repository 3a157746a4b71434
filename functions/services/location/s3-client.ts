import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { bytesOf } from '../../domain/bytes.ts';
import { Fault } from '../../domain/errors.ts';
import { fieldsIn } from '../../domain/fields.ts';
import { MAX_OF_STORE, mostBytesOf } from '../../domain/location/location-layout.ts';
import type { S3Credentials, S3Settings } from '../../domain/location/location-spec.ts';
import { type AddressPolicy, allowsHost, guardedLookup } from '../addresses/addresses.ts';
import { timeouts } from '../timeouts/timeouts.ts';

const MAX_SOCKETS = 50;

export interface S3ClientOptions {
  s3: S3Settings;
  credentials: S3Credentials;
  policy: AddressPolicy;
  /** Of one try; tests are less patient. */
  timeoutMs?: number;
}

/**
 * Always at the location's explicit endpoint. Calls are tried three times, 30 s each.
 * The endpoint's address is judged here when it is written out, and at each connection when it is a name; redirects are
 * not followed.
 * @throws Fault Permanent `location.address_refused`
 */
export function openS3Client({ s3, credentials, policy, timeoutMs = 30_000 }: S3ClientOptions, below: string) {
  const { hostname } = new URL(s3.endpoint);
  if (!allowsHost(policy, hostname)) throw addressRefused(hostname);
  const sockets = { keepAlive: true, maxSockets: MAX_SOCKETS, lookup: guardedLookup(policy, addressRefused) };
  const client = new S3Client({
    endpoint: s3.endpoint,
    region: s3.region,
    forcePathStyle: s3.pathStyle,
    credentials: sdkCredentials(credentials),
    maxAttempts: 3,
    // Other stores than AWS do not know the checksums that the SDK adds on its own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      ...timeouts(5_000, timeoutMs),
      // Agents, not their options: beside those the SDK makes agents of its own, which would ask any lookup.
      httpAgent: new HttpAgent(sockets),
      httpsAgent: new HttpsAgent(sockets),
    },
    // With agents of ours the SDK does not wait for the `100 Continue` that it would ask for.
    expectContinueHeader: false,
  });
  limitAnswers(client, below);
  return client;
}

/** The table's own disposition is for who writes the endpoint; inside an operation there is nobody to correct it. */
function addressRefused(host: string): Fault {
  const message = `${host} is, or resolves to, an address that is not allowed`;
  return new Fault('location.address_refused', message, { disposition: 'Permanent' });
}

/** The SDK knows no undefined where a field may be absent. */
function sdkCredentials({ accessKeyId, secretAccessKey, sessionToken }: S3Credentials) {
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

/**
 * No answer of the store is longer than what it may be; see mostBytesOf. One that says its length is not read at
 * all, one that does not, or lies, is counted as it comes.
 * @param below of each key: the location's prefix
 */
export function limitAnswers(client: S3Client, below: string): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { Key: asked } = fieldsIn(args.input);
      const key = typeof asked === 'string' ? asked : '';
      const response = fieldsIn(result.response);
      const name = key.slice(below.length);
      const most = key === '' ? MAX_OF_STORE : mostBytesOf(name);
      if (response.body instanceof Readable)
        response.body = limited(response.body, fieldsIn(response.headers), { name, most });
      return result;
    },
    // Next to the connection: the SDK reads an answer through it.
    { name: 'limitAnswers', step: 'deserialize', priority: 'low' },
  );
}

interface Limit {
  /** The object, or `''` for a list. */
  name: string;
  most: number;
}

/** @throws Fault Permanent `object.too_large`, here or while it is read */
function limited(body: Readable, headers: Record<string, unknown>, limit: Limit): Readable {
  const said = Number(headers['content-length'] ?? 0);
  if (said > limit.most) {
    body.destroy();
    throw tooLarge(limit, `it has ${said} bytes`);
  }
  return Readable.from(counted(body, limit), { objectMode: false });
}

async function* counted(body: Readable, limit: Limit): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of bytesOf(body)) {
    size += chunk.length;
    if (size > limit.most) throw tooLarge(limit, 'it has more');
    yield chunk;
  }
}

function tooLarge({ name, most }: Limit, found: string): Fault {
  const what = name === '' ? 'an answer of the store' : name;
  return new Fault('object.too_large', `${what} may have ${most} bytes, ${found}`, { details: { key: name, most } });
}
