import { codeOfToday } from '../../domain/faults/former.ts';
import { type Finding, subjectOf } from '../../domain/location/maintenance.ts';
import type { EventType } from '../../domain/operation/event-types.ts';
import type { Operation, Run } from '../../domain/operation/operation.ts';
import { locationOf } from '../../domain/operation/refs.ts';
import type { Services } from '../../platform/services.ts';

/** By the code of a finding about a backup; what is amiss with seals else is that they cannot be read or verified. */
const TYPES: Readonly<Record<string, EventType>> = {
  'backup.returned': 'SealReturned',
  'part.invalid': 'PartUnreadable',
  'part.not_found': 'PartMissing',
  'seal.not_found': 'SealMissing',
};

/** What the maintenance before has found amiss at the location. */
export async function readFindings(
  { catalog }: Pick<Services, 'catalog'>,
  operation: Pick<Operation, 'refs'>,
): Promise<Finding[]> {
  const item = await catalog.read('location', locationOf(operation).name);
  return (item?.status.findings ?? []).map((finding) => ({ ...finding, code: codeOfToday(finding.code) }));
}

/**
 * What the location did not know of yet is an event, and a message to receivers.
 * @returns how many that are
 */
export async function tellNew(
  { ledger }: Pick<Services, 'ledger'>,
  run: Run,
  known: readonly Finding[],
  found: readonly Finding[],
): Promise<number> {
  const before = new Set(known.map(subjectOf));
  const fresh = found.filter((finding) => !before.has(subjectOf(finding)));
  for (const { code, backupId, repository, message } of fresh) {
    const type = repository ? 'RepositoryUnreadable' : (TYPES[code] ?? 'SealUnreadable');
    await ledger.appendEvent(run.operationId, { type, message, details: repository ? { repository } : { backupId } });
  }
  return fresh.length;
}
