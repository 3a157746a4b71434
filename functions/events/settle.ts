import { type AnnounceServices, createAnnouncer } from '../completion/announce.ts';
import { completeOperation, type SettleServices } from '../completion/complete-operation.ts';
import { releaseDue } from '../completion/release-due.ts';
import { toFault } from '../domain/errors.ts';
import { runOfInput } from '../domain/operation/machine-input.ts';
import { answeredAt, noteContact } from '../operations/note-contact.ts';
import type { Uses } from '../platform/services.ts';
import type { StatusChange } from './reconcile.ts';

/** Does at once what follows the end of an operation, and tells of it; where the event is lost, the sweep does both. */
export function settle(services: SettleServices & AnnounceServices & Uses<'clusters'>) {
  const leftToSweep = (what: string) => (thrown: unknown) => {
    const { code, message: reason } = toFault(thrown);
    services.log.warn(what, { code, reason });
  };
  return async ({ detail }: StatusChange): Promise<void> => {
    const run = runOfInput(detail.input);
    const operation = run ? await services.ledger.readOperation(run.operationId) : undefined;
    if (!run || !operation || !(await completeOperation(services, operation))) return;
    const answered = answeredAt(operation);
    const { cluster } = operation.refs;
    if (answered) await noteContact(services, cluster, answered).catch(leftToSweep('contact not noted'));
    const settled = await services.ledger.readOperation(run.operationId);
    if (settled) await createAnnouncer(services)(settled);
    if (settled?.copiesUntil) await releaseDue(services, settled).catch(leftToSweep('local copies stay for now'));
  };
}
