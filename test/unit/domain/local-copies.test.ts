import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupRequestSchema } from '../../../functions/domain/backup/backup-spec.ts';
import { copiesBeside, copiesToRelease, type HeldCopies } from '../../../functions/domain/backup/local-copies.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';

const HOUR = 3_600_000;
const NOW = new Date('2026-11-26T12:00:00.000Z');
const FAILED_FOR_HOURS = 72;
const VOLUMES = ['a', 'b', 'c'];

interface Given {
  phase: 'Succeeded' | 'Failed';
  manual: boolean;
  held: boolean;
  ageHours: number;
  volumes: { id: string; method: 'csi' | 'csi+offload'; copy: 'there' | 'released' | 'none' }[];
}

const given = fc.record<Given>({
  phase: fc.constantFrom('Succeeded', 'Failed'),
  manual: fc.boolean(),
  held: fc.boolean(),
  ageHours: fc.integer({ min: 0, max: 200 }),
  volumes: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...VOLUMES),
      method: fc.constantFrom('csi' as const, 'csi+offload' as const),
      copy: fc.constantFrom('there' as const, 'there' as const, 'released' as const, 'none' as const),
    }),
    { selector: ({ id }) => id },
  ),
});
const schedule = fc.array(given, { maxLength: 12 }).map((all) => all.toSorted((a, b) => a.ageHours - b.ageHours));

function heldOf({ phase, manual, held, ageHours, volumes }: Given, n: number, keep: number | undefined): HeldCopies {
  const at = new Date(NOW.getTime() - ageHours * HOUR).toISOString();
  const localCopies = { ...(keep === undefined ? {} : { keep }), onOffloadFailure: 'keep', failedFor: '72h' };
  const slot = { schedule: { name: 's', uid: 's' }, entries: ['e'], scheduledTime: at };
  const backup = {
    operationId: `bk-${n}`,
    kind: 'backup',
    phase,
    finishedAt: at,
    spec: { localCopies },
    ...(manual ? {} : { slot }),
    ...(held ? { legalHold: { at, by: 'counsel', reason: 'case 7' } } : {}),
  } as unknown as HeldCopies['backup'];
  const rows = volumes.map(({ id, method, copy }) => {
    const localCopy = { handle: `${n}-${id}`, ...(copy === 'released' ? { releasedAt: at } : {}) };
    return {
      volumeId: id,
      method,
      phase: phase === 'Succeeded' ? 'Done' : 'Failed',
      ...(copy === 'none' ? {} : { localCopy }),
    } as unknown as Volume;
  });
  return { backup, volumes: rows };
}

describe('local copies', () => {
  it('go by count for each volume, the oldest first; failed ones with the next success that has the volume or after 72 h', () => {
    fc.assert(
      fc.property(schedule, fc.integer({ min: 0, max: 4 }), (all, keep) => {
        const held = all.map((one, n) => heldOf(one, n, keep));
        const released = new Set(
          copiesToRelease(held, NOW).map(({ operationId, volumeId }) => `${operationId} ${volumeId}`),
        );
        const goes = (n: number, id: string) => released.has(`bk-${n} ${id}`);

        for (const [n, one] of all.entries()) {
          for (const { id, method, copy } of one.volumes) {
            const newer = all.slice(0, n);
            const isHeld = (other: Given) =>
              other.volumes.some((volume) => volume.id === id && volume.method !== 'csi' && volume.copy === 'there');
            const better = newer.filter((other) => other.phase === 'Succeeded' && isHeld(other)).length;
            const isThere = (other: Given) => other.volumes.some((volume) => volume.id === id);
            const isReplaced = newer.some((other) => other.phase === 'Succeeded' && isThere(other));
            const isStale = isReplaced || one.ageHours >= FAILED_FOR_HOURS;
            const turn = one.phase === 'Succeeded' ? !one.manual && better >= keep : isStale;
            expect(goes(n, id)).toBe(turn && method !== 'csi' && copy === 'there' && !one.held);
          }
        }
      }),
    );
  });

  it('of which none is named twice, and one that is kept is never released when asked again', () => {
    fc.assert(
      fc.property(schedule, (all) => {
        const held = all.map((one, n) => heldOf(one, n, 1));
        const first = copiesToRelease(held, NOW);
        const after = held.map(({ backup, volumes }) => ({
          backup,
          volumes: volumes.map((row) => {
            const gone = first.some((one) => one.operationId === backup.operationId && one.volumeId === row.volumeId);
            return gone && row.localCopy ? { ...row, localCopy: { ...row.localCopy, releasedAt: 'now' } } : row;
          }),
        }));

        expect(new Set(first.map((one) => JSON.stringify(one))).size).toBe(first.length);
        expect(copiesToRelease(after, NOW)).toEqual([]);
        expect(after.flatMap(({ volumes }) => copiesBeside(volumes)).length).toBe(
          held.flatMap(({ volumes }) => copiesBeside(volumes)).length - first.length,
        );
      }),
    );
  });

  it('are one for each volume unless the backup says otherwise, between none and thirty', () => {
    const body = { name: 'b', cluster: 'c', locations: ['l'], selection: { namespaces: ['n'] } };
    const parse = (keep?: number) =>
      backupRequestSchema.safeParse({ ...body, ...(keep === undefined ? {} : { localCopies: { keep } }) });
    const good: Given = {
      phase: 'Succeeded',
      manual: false,
      held: false,
      ageHours: 1,
      volumes: [{ id: 'a', method: 'csi+offload', copy: 'there' }],
    };

    expect(parse().data?.localCopies).toEqual({ keep: 1, onOffloadFailure: 'keep', failedFor: '72h' });
    expect([0, 30, 31, -1, 1.5].map((keep) => parse(keep).success)).toEqual([true, true, false, false, false]);
    const two = [heldOf(good, 0, undefined), heldOf(good, 1, undefined)];
    expect(copiesToRelease(two, NOW)).toEqual([{ operationId: 'bk-1', volumeId: 'a' }]);
  });
});
