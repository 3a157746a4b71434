import { Fault } from '../domain/errors.ts';
import type { Leases } from '../services/catalog/catalog.ts';

/** Longer than a request may take. */
const SECONDS = 40;

/** What reads, decides and then writes in more than one place is done by one request at a time. */
export async function withLease<Result>(
  leases: Leases,
  { name, holder }: { name: string; holder: string },
  body: () => Promise<Result>,
): Promise<Result> {
  const token = await leases.acquire(name, holder, SECONDS);
  if (token === undefined) {
    throw new Fault('service.unavailable', `another request changes ${name} now`, { retryAfterSeconds: 2 });
  }
  try {
    return await body();
  } finally {
    await leases.release(name, holder);
  }
}
