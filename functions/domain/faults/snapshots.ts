import { permanent, rejected } from './entry.ts';

export const SNAPSHOT_FAULTS = {
  'snapshot.failed': permanent(
    502,
    'The driver could not take a snapshot',
    'Read the driver message; correct the storage and retry the backup.',
  ),
  'snapshot.timeout': permanent(
    504,
    'A snapshot was not taken in time',
    'Raise snapshotTimeout if the storage needs longer, and retry the backup.',
  ),
  'snapshot.ready_timeout': permanent(
    504,
    'A snapshot did not become ready in time',
    'Raise readyTimeout if the storage needs longer, and retry the backup.',
  ),
  'snapshot.limit': permanent(
    502,
    'The volume has as many snapshots as the driver allows',
    'Remove snapshots of the volume, or raise the limit of the driver.',
  ),
  'snapshot.not_found': permanent(502, 'A snapshot was deleted', 'Somebody deleted the snapshot; retry the backup.'),
  'volume.claim_bound_elsewhere': permanent(
    409,
    'A temporary claim was bound to a volume of somebody else',
    'Give the free PersistentVolume that is named a claimRef, or another class, so that no temporary claim is given it.',
  ),
  'volume.lost': rejected(
    409,
    'A claim has lost its volume',
    'Bring the PersistentVolume back or delete the claim; the backups before, which have its data, stay.',
  ),
  'volume.terminating': rejected(
    409,
    'A claim is being deleted',
    'Stop what uses the claim, so that it goes, or copy its data to a claim that stays: no snapshot of it can be made.',
  ),
  'volume.not_found': permanent(502, 'A claim was deleted', 'The claim was deleted; retry the backup or the restore.'),
} as const;
