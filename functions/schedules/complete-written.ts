import { type AnnounceServices, createAnnouncer } from '../completion/announce.ts';
import { mayBegin } from '../completion/close-if-complete.ts';
import { completeOperation, type SettleServices } from '../completion/complete-operation.ts';
import { causeOf } from '../domain/errors.ts';

export type SettleWrittenServices = SettleServices & AnnounceServices;

/**
 * Does what follows an end that was just written without an execution, which no event tells of, and tells receivers of it.
 * Never throws: what was not done is found by the sweep, and so is what was written too long ago. Of one settler a
 * receiver that does not answer is waited for once.
 */
export function createSettler(services: SettleWrittenServices) {
  const { clock, ledger, log } = services;
  const announce = createAnnouncer(services);
  return async function completeWritten(operationId: string): Promise<void> {
    try {
      const written = await ledger.readOperation(operationId);
      if (!written || !mayBegin(written, clock.now()) || !(await completeOperation(services, written))) return;
      const settled = await ledger.readOperation(operationId);
      if (settled) await announce(settled);
    } catch (thrown) {
      log.warn('left to the sweep', { operationId, ...causeOf(thrown) });
    }
  };
}
