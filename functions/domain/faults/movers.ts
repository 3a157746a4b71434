import { permanent } from './entry.ts';

export const MOVER_FAULTS = {
  'mover.failed': permanent(
    502,
    'A mover failed',
    'Read the diagnosis on the volume, correct it and retry the backup.',
  ),
  'mover.not_started': permanent(
    504,
    'A mover did not start',
    'Read the diagnosis on the volume: quota, image, scheduling or volume attachment.',
  ),
  'mover.out_of_memory': permanent(
    502,
    'A mover ran out of memory',
    'Raise the memory of the mover in the settings of the cluster.',
  ),
  'volume.unsupported_names': permanent(
    422,
    'File names cannot be stored',
    'Rename the files that the message lists, or move them out of the volume, and back up again.',
  ),
  'mover.incomplete': permanent(502, 'Files could not be read', 'Files could not be read; the diagnosis names them.'),
  'repository.failed': permanent(
    502,
    'Work on the repository failed',
    'Read the diagnosis; check bucket, credentials and recovery key.',
  ),
  'repository.not_found': permanent(
    409,
    'The repository is not there',
    'Look for what was deleted from the bucket; the next backup makes the repository anew.',
  ),
  'repository.mismatch': permanent(
    409,
    'Another repository lies in its place',
    'Put the repository back that was made there; if it is the one that lies there which counts, let an admin maintain the location with acceptRepositories: true; if both are gone for good, delete the objects below its path and back up again.',
  ),
  'repository.unreadable': permanent(
    409,
    'The repository cannot be opened',
    'Put back what was there, kopia.repository first (the bucket may have versions of it); if it is gone for good, move away or delete the objects below its path and back up again.',
  ),
} as const;
