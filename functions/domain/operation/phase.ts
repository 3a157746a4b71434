export const PHASES = [
  'Pending',
  'InProgress',
  'Succeeded',
  'Failed',
  'Cancelled',
  'Skipped',
  'Missed',
  'Deleting',
  'Deleted',
] as const;
export type Phase = (typeof PHASES)[number];

export const TERMINAL_PHASES: ReadonlySet<Phase> = new Set([
  'Succeeded',
  'Failed',
  'Cancelled',
  'Skipped',
  'Missed',
  'Deleted',
]);
