export type Phase =
  | 'Pending'
  | 'InProgress'
  | 'Succeeded'
  | 'Failed'
  | 'Cancelled'
  | 'Skipped'
  | 'Missed'
  | 'Deleting'
  | 'Deleted';

export const TERMINAL_PHASES: ReadonlySet<Phase> = new Set([
  'Succeeded',
  'Failed',
  'Cancelled',
  'Skipped',
  'Missed',
  'Deleted',
]);
