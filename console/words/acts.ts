import type { Act } from '../operations/act.ts';
import { counted } from './bytes.ts';

interface Said {
  text: string;
  taken: (count: number) => string;
  done: (count: number) => string;
}

const said = (text: string, doing: string, done: string): Said => ({
  text,
  taken: (count) => `${doing} ${counted(count, 'operation')}`,
  done: (count) => `${counted(count, 'operation')} ${done}`,
});

/** What is on the button, what is said at once, and what once the API has taken it. */
export const ACTS: Readonly<Record<Act, Said>> = {
  cancel: said('Cancel', 'Cancelling', 'asked to end'),
  retry: said('Retry', 'Trying again', 'started again'),
  delete: said('Delete', 'Deleting', 'being deleted'),
  forceDelete: said('Delete', 'Deleting', 'being deleted'),
  hold: said('Hold', 'Holding', 'held'),
  release: said('Release', 'Releasing', 'released'),
  undo: said('Undo', 'Undoing', 'being undone'),
};

const deletion = {
  header: 'Delete backups?',
  text: 'The copies at the location and the local snapshots go. The data of the cluster stays, and so do other backups.',
};

export const ASKED: Readonly<Partial<Record<Act, { header: string; text: string; reason?: string }>>> = {
  cancel: {
    header: 'Cancel what runs?',
    text: 'Its movers and snapshots on the cluster go. An application that stands still for it is thawed. What a restore has created stays, and can be undone.',
  },
  delete: deletion,
  forceDelete: deletion,
  hold: {
    header: 'Place a legal hold?',
    text: 'Nobody and nothing deletes it until somebody releases it.',
    reason: 'Why',
  },
  undo: {
    header: 'Undo the restore?',
    text: 'All that it has created is deleted again: its objects, its volumes, and the namespaces that it made, if nothing of others lies in them.',
  },
};
