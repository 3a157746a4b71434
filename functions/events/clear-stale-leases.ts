import { Fault } from '../domain/errors.ts';
import { OPERATION_ID } from '../domain/ids.ts';
import { isOver } from '../domain/operation/operation.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { orInvalid } from '../platform/or-invalid.ts';
import type { Uses } from '../platform/services.ts';

/** An expired lease may be taken over at any time; one that nobody took shows who forgot it, and is cleared. */
const STALE_AFTER_MS = 3_600_000;
const CONCURRENCY = 10;

/**
 * Takes the holder off each lease that expired long ago and whose operation has ended, or is not known, or that a
 * request held. One whose row cannot be read may go on. The lease's row stays: its token must never start again.
 */
export async function clearStaleLeases(services: Uses<'clock' | 'leases' | 'ledger' | 'log'>): Promise<number> {
  const { clock, leases, ledger, log } = services;
  const before = new Date(clock.now().getTime() - STALE_AFTER_MS).toISOString();
  const held = (await leases.listHeld()).filter(({ expiresAt }) => expiresAt < before);
  let cleared = 0;
  await inParallel(held, CONCURRENCY, async (lease) => {
    const operation = OPERATION_ID.test(lease.holder) ? await orInvalid(ledger.readOperation(lease.holder)) : undefined;
    if (operation instanceof Fault) {
      log.error('stale lease left', { ...lease, code: operation.code, reason: operation.message });
      return;
    }
    if (operation && !isOver(operation)) return;
    if (!(await leases.clear(lease))) return;
    cleared += 1;
    log.warn('stale lease cleared', { ...lease, phase: operation?.phase ?? 'unknown' });
  });
  return cleared;
}
