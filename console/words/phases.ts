import type { Schemas } from '../../client/client.ts';

export type Phase = Schemas['OperationSummary']['phase'];
export type Kind = Schemas['OperationSummary']['kind'];
type Sign = 'pending' | 'in-progress' | 'success' | 'error' | 'stopped' | 'warning' | 'info';

/** An icon beside the word: colour alone says nothing to many. */
export const PHASES: Readonly<Record<Phase, { sign: Sign; text: string }>> = {
  Pending: { sign: 'pending', text: 'Pending' },
  InProgress: { sign: 'in-progress', text: 'In progress' },
  Succeeded: { sign: 'success', text: 'Succeeded' },
  Failed: { sign: 'error', text: 'Failed' },
  Cancelled: { sign: 'stopped', text: 'Cancelled' },
  Skipped: { sign: 'info', text: 'Skipped' },
  Missed: { sign: 'warning', text: 'Missed' },
  Deleting: { sign: 'in-progress', text: 'Deleting' },
  Deleted: { sign: 'stopped', text: 'Deleted' },
};

export const STATES: Readonly<Record<'Valid' | 'Invalid' | 'NotValidated', { sign: Sign; text: string }>> = {
  Valid: { sign: 'success', text: 'Valid' },
  Invalid: { sign: 'error', text: 'Invalid' },
  NotValidated: { sign: 'pending', text: 'Not validated' },
};

export const KINDS: Readonly<Record<Kind, string>> = {
  backup: 'Backup',
  restore: 'Restore',
  delete: 'Deletion',
  validation: 'Validation',
  import: 'Import',
  maintenance: 'Maintenance',
  undo: 'Undo',
  simulation: 'Simulation',
};

export const OPEN: ReadonlySet<Phase> = new Set<Phase>(['Pending', 'InProgress', 'Deleting']);

export function isOpen({ phase }: { phase: Phase }): boolean {
  return OPEN.has(phase);
}

type Volume = Schemas['Volume'];
export const VOLUME_PHASES: Readonly<Record<Volume['phase'], Sign>> = {
  Pending: 'pending',
  SnapshotPending: 'in-progress',
  SnapshotTaken: 'in-progress',
  Ready: 'in-progress',
  Adopted: 'in-progress',
  Uploading: 'in-progress',
  Restoring: 'in-progress',
  Binding: 'in-progress',
  Deleting: 'in-progress',
  Done: 'success',
  Failed: 'error',
  Excluded: 'stopped',
  NoData: 'info',
  Ephemeral: 'info',
  Gone: 'warning',
};

export const METHODS: Readonly<Record<NonNullable<Volume['method']>, string>> = {
  csi: 'Snapshot only',
  'csi+offload': 'Snapshot and offload',
  direct: 'Direct copy',
  portworx: 'Portworx snapshot',
};
