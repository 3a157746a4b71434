import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { Fault } from '../../domain/errors.ts';
import type { S3Credentials, S3Settings } from '../../domain/location/location-spec.ts';
import { type AddressPolicy, allowsHost, guardedLookup } from '../addresses/addresses.ts';
import { timeouts } from '../timeouts/timeouts.ts';
import { limitAnswers } from './limit-answers.ts';

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
export function openS3Client(
  { s3, credentials, policy, timeoutMs = 30_000 }: S3ClientOptions,
  below: string,
): S3Client {
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
  return new Fault('location.address_refused', `${host} is, or resolves to, an address that is not allowed`, {
    disposition: 'Permanent',
  });
}

/** The SDK knows no undefined where a field may be absent. */
function sdkCredentials({ accessKeyId, secretAccessKey, sessionToken }: S3Credentials) {
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
