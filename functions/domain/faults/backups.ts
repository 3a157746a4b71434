import { permanent, rejected } from './entry.ts';

export const BACKUP_FAULTS = {
  'backup.not_found': rejected(404, 'There is no such backup', 'Check the id of the backup.'),
  'backup.not_restorable': rejected(409, 'The backup did not succeed', 'Choose a backup that has Succeeded.'),
  'backup.damaged': rejected(
    409,
    'The backup is damaged',
    'Restore another backup; or put back what the bucket has lost and maintain the location with full: true, which looks again.',
  ),
  'backup.newest': rejected(
    409,
    'It is the newest good backup of its data',
    'No newer good backup of its schedule has the same data; wait for one that has, or delete this one with ?force=true.',
  ),
  'backup.legal_hold': rejected(
    409,
    'The backup is under legal hold',
    'Take the legal hold off first, with an admin token.',
  ),
  'backup.in_use': rejected(
    409,
    'A restore reads the backup',
    'Wait for the end of the restores that are listed, or cancel them.',
  ),
  'backup.deleting': rejected(409, 'The backup is being deleted', 'Its seal is gone: the deletion runs to its end.'),
  'backup.returned': permanent(
    409,
    'The seal of a deleted backup has come back',
    'Remove the folder that the message names, or delete the backup again.',
  ),
  'deletion.no_cluster': permanent(
    409,
    'No cluster can prune the repositories',
    'Give the location a gatewayCluster, or delete with ?force=true: what is in the repositories then stays.',
  ),
  'backup.sealing': rejected(409, 'The backup is being sealed', 'The backup is being sealed; wait for its end.'),
  'operation.not_found': rejected(404, 'There is no such operation', 'Check the id.'),
  'operation.ended': rejected(409, 'The operation has ended', 'The operation has ended.'),
  'operation.running': rejected(409, 'The operation is running', 'Wait for the end of the operation, or cancel it.'),
  'seal.invalid': permanent(
    409,
    'The seal does not verify',
    'The seal was altered or the key is wrong; restore another backup.',
  ),
  'seal.not_found': permanent(
    409,
    'The seal is not there',
    'The location has no seal of this backup; restore another backup.',
  ),
  'part.invalid': permanent(
    409,
    'A manifest part does not verify',
    'A manifest part was altered; restore another backup.',
  ),
  'part.not_found': permanent(
    409,
    'A manifest part is not there',
    'A manifest part is missing; restore another backup.',
  ),
  'repository.corrupt': permanent(
    409,
    'Data in the repository is altered or lost',
    'Data in the repository was altered or lost; restore another backup.',
  ),
  'restore.not_offloaded': permanent(
    409,
    'The backup is on the storage of its own cluster only',
    'Restore it on the cluster that has its snapshots, or back it up with offload and restore that.',
  ),
  'restore.conflict': permanent(
    409,
    'What would be restored exists already',
    'Remove or rename what exists, or restore into another namespace.',
  ),
  'restore.kind_not_found': permanent(
    409,
    'The target does not serve a kind',
    'Install what provides the kind that is named, in that version, then restore again.',
  ),
  'restore.refused': permanent(
    502,
    'The target refuses an object',
    'The cluster refused an object; correct what the message says, then restore again.',
  ),
  'restore.incomplete': permanent(
    502,
    'Not everything was brought back',
    'The message says what is missing, GET …/objects?outcome=dropped why; POST …/undo clears what this restore made.',
  ),
  'undo.no_record': rejected(
    409,
    'There is no record of what the restore made',
    'The restore is of before there was a record of what it made: its warnings list what stays, for a person to remove.',
  ),
  'undo.succeeded': rejected(
    409,
    'The restore succeeded',
    'What it brought back is in use, or may be; with ?force=true it is removed, with what was written since.',
  ),
  'undo.incomplete': permanent(
    502,
    'Not everything could be removed',
    'Look why the objects that are named do not go (a finalizer, a pod on a node that is away), then ask for it again.',
  ),
} as const;
