import { expect, it } from 'vitest';
import { restoreSummaryOf, undoSummaryOf } from '../../../functions/domain/restore/restored-object.ts';

it('the event of a restore says what became of the objects, and how many volumes came back', () => {
  const counts = { created: 12, merged: 1, left: 2, dropped: 0 };

  expect(restoreSummaryOf(counts, 2)).toBe('objects: 12 created, 1 merged, 2 left, 0 dropped; 2 volumes brought back');
  expect(restoreSummaryOf(counts, 1)).toContain('; 1 volume brought back');
});

it('of a backup without volumes it says so, and not that none came back', () => {
  expect(restoreSummaryOf({ created: 3, merged: 0, left: 0, dropped: 0 }, 0)).toBe(
    'objects: 3 created, 0 merged, 0 left, 0 dropped; the backup has no volumes',
  );
});

it('the event of an undo says how much is gone, and what stays', () => {
  const counts = { objects: 5, removed: 4, volumes: 2, namespaces: 1 };

  expect(undoSummaryOf(counts, [])).toBe(
    'of what the restore made are gone: 4 objects, 2 volumes, 1 namespace; nothing of it is left',
  );
  expect(undoSummaryOf({ objects: 1 }, ['namespace shop stays: it holds more'])).toBe(
    'of what the restore made are gone: 1 object; namespace shop stays: it holds more',
  );
});
