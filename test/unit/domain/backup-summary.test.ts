import { expect, it } from 'vitest';
import { summaryOf, uploadedBytesOf } from '../../../functions/backup/finish-backup.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';

const at = (seconds: number) => new Date(Date.parse('2026-11-28T02:00:00.000Z') + seconds * 1000).toISOString();

function volume(changes: object): Volume {
  return { phase: 'Done', timings: {}, ...changes } as Volume;
}

it('the event of a backup says what it holds, how long each part took, and what has no data in it', () => {
  const volumes = [
    volume({
      timings: { requestedAt: at(1), cutAt: at(2), readyAt: at(3), launchedAt: at(4), movedAt: at(9) },
      result: { bytes: 900, uploadedBytes: 100 },
    }),
    volume({
      timings: { requestedAt: at(1), cutAt: at(2.5), readyAt: at(4), launchedAt: at(4), movedAt: at(11) },
      result: { bytes: 100 },
    }),
    volume({ phase: 'NoData' }),
  ];

  expect(uploadedBytesOf(volumes)).toBe(100);
  expect(summaryOf({ startedAt: at(0) }, volumes, { objects: 24, bytes: 1000, at: at(12.34) })).toBe(
    '2 volumes and 24 objects; 1000 bytes, 100 of them uploaded; 12.3 s in all; snapshots were cut 1.5 s; they were ready 2 s; uploads 7 s; 1 claims without data in it: see its volumes',
  );
});
