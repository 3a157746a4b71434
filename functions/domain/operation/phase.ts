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

/** Of what has not ended, or goes. */
export const OPEN_PHASES: ReadonlySet<Phase> = new Set(['Pending', 'InProgress', 'Deleting']);
export const TERMINAL_PHASES: ReadonlySet<Phase> = new Set(PHASES.filter((phase) => !OPEN_PHASES.has(phase)));
