/** Codes of releases before 0.2, by those of today: records and findings of then still say them. */
const FORMER_CODES: Readonly<Record<string, string>> = {
  'seal.missing': 'seal.not_found',
  'part.missing': 'part.not_found',
  'repository.missing': 'repository.not_found',
  'restore.kind_missing': 'restore.kind_not_found',
  'location.marker_missing': 'location.marker_not_found',
  'storage_class.missing': 'storage_class.not_found',
  'snapshot.gone': 'snapshot.not_found',
  'volume.gone': 'volume.not_found',
  'location.foreign': 'location.owned_by_other_installation',
  'volume.taken': 'volume.claim_bound_elsewhere',
  'ledger.busy': 'ledger.throttled',
  'location.key_not_kept': 'location.recovery_key_unacknowledged',
};

/** The code by which that fault goes now. */
export function codeOfToday(code: string): string {
  return FORMER_CODES[code] ?? code;
}
