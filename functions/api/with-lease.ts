import { Fault } from '../domain/errors.ts';
import type { Uses } from '../platform/services.ts';
import type { ApiRequest } from './http/request.ts';

/** Longer than a request may take. */
const SECONDS = 40;

/** What reads, decides and then writes in more than one place is done by one request at a time. */
export async function withLease<Result>(
  { leases }: Uses<'leases'>,
  { requestId }: Pick<ApiRequest, 'requestId'>,
  name: string,
  body: () => Promise<Result>,
): Promise<Result> {
  if ((await leases.acquire(name, requestId, SECONDS)) === undefined) {
    throw new Fault('service.unavailable', `another request changes ${name} now`, { retryAfterSeconds: 2 });
  }
  try {
    return await body();
  } finally {
    await leases.release(name, requestId);
  }
}
