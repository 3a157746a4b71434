import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Holding, holdingOf, isGood, isWhole } from '../../../functions/domain/backup/good-backup.ts';
import { expired, judgeBackups, type KeptBackup } from '../../../functions/domain/schedule/retention.ts';
import {
  allowanceOf,
  saidBy,
  scheduleRequestSchema,
  wantedBy,
} from '../../../functions/domain/schedule/schedule-spec.ts';

const CLAIMS = ['shop/a', 'shop/b', 'ci/c'];
const KEEP_TWO = [{ id: 'nightly', keep: 2 }];
const everything = () => true;

function holding(claims: readonly string[]): Holding {
  const rows = claims.map((claim) => {
    const [namespace = '', pvc = ''] = claim.split('/');
    return { namespace, pvc, phase: 'Done' as const };
  });
  return holdingOf([...rows, { namespace: 'shop', pvc: 'none', phase: 'NoData' }]);
}

/** Of that night; each with the claims that it has data of. */
function backup(night: number, claims: readonly string[], changes: Partial<KeptBackup> = {}): KeptBackup {
  const scheduledTime = new Date(Date.UTC(2026, 10, night, 2)).toISOString();
  return {
    id: `bk-${night}`,
    entries: ['nightly'],
    scheduledTime,
    isHeld: false,
    holding: holding(claims),
    ...changes,
  };
}

describe('a good backup', () => {
  const row = { kind: 'backup' as const, phase: 'Succeeded' as const };

  it('has Succeeded and has its seal, and is whole if it lacks nothing', () => {
    const lacks = { claims: ['shop/a'], count: 1, than: 'bk-1' };
    expect([isGood(row), isWhole(row)]).toEqual([true, true]);
    expect([isGood({ ...row, lacks } as typeof row), isWhole({ ...row, lacks })]).toEqual([true, false]);
    expect(isGood({ ...row, copyLostAt: '2026-11-26T00:00:00.000Z' })).toBe(false);
    expect(isGood({ ...row, phase: 'Failed' })).toBe(false);
    expect(isGood({ ...row, kind: 'restore' })).toBe(false);
  });
});

describe('retention of backups that hold different claims', () => {
  it('deletes none for the sake of newer ones that lack what it has, however many they are', () => {
    const nights = [1, 2, 3, 4, 5, 6].map((night) => backup(night, night < 3 ? CLAIMS : ['shop/a']));

    expect(judgeBackups(nights, KEEP_TWO, everything)).toEqual({
      expired: ['bk-3', 'bk-4'],
      outlasting: [
        { id: 'bk-2', claims: ['ci/c', 'shop/b'] },
        { id: 'bk-1', claims: ['ci/c', 'shop/b'] },
      ],
    });
  });

  it('deletes them once enough newer ones have the claims again, or somebody says that they may be deleted', () => {
    const nights = [1, 2, 3, 4].map((night) => backup(night, night < 3 ? CLAIMS : ['shop/a']));
    const again = [5, 6].map((night) => backup(night, CLAIMS));
    const request = { name: 's', policy: 'p', mayBeDeleted: ['shop/b', 'ci/*'] };
    const selection = { namespaces: ['shop', 'ci'] };
    const spec = scheduleRequestSchema.parse({
      ...request,
      backup: { cluster: 'c', locations: ['l'], selection },
    });

    expect(expired([...nights, ...again], KEEP_TWO, everything)).toEqual(['bk-1', 'bk-2', 'bk-3', 'bk-4']);
    expect(expired(nights, KEEP_TWO, wantedBy(spec))).toEqual(['bk-1', 'bk-2']);
    const others = {
      ...spec,
      mayBeDeleted: [],
      backup: { ...spec.backup, selection: { ...spec.backup.selection, namespaces: ['ci'] } },
    };
    expect(expired(nights, KEEP_TWO, wantedBy(others))).toEqual([]);
    const onlyShop = backup(7, ['shop/a', 'shop/b']);
    const unselected = [onlyShop, backup(8, ['ci/c']), backup(9, ['ci/c'])];
    expect(expired(unselected, KEEP_TWO, wantedBy(others))).toEqual(['bk-7']);
  });

  it('never lets the last data of a wanted claim go', () => {
    const nights = fc.array(fc.record({ claims: fc.subarray(CLAIMS), isLost: fc.boolean(), isHeld: fc.boolean() }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(nights, fc.integer({ min: 1, max: 3 }), fc.subarray(CLAIMS), (given, keep, expendable) => {
        const backups = given.map(({ claims, ...rest }, n) => backup(n + 1, claims, rest));
        const isWanted = (claim: string) => !expendable.includes(claim);
        const goes = new Set(expired(backups, [{ id: 'nightly', keep }], isWanted));
        for (const gone of backups.filter(({ id }) => goes.has(id))) {
          const newer = backups.filter(
            (one) => one.scheduledTime > gone.scheduledTime && !one.isLost && !goes.has(one.id),
          );
          for (const claim of [...gone.holding.claims].filter(isWanted)) {
            expect(newer.filter((one) => one.holding.claims.has(claim)).length).toBeGreaterThanOrEqual(keep);
          }
          expect(newer.length).toBeGreaterThanOrEqual(keep);
        }
      }),
    );
  });
});

describe('claims that may be deleted', () => {
  it('says by whose word a claim may be left out, whoever changes the schedule after that', () => {
    const ann = { by: 'ann', at: '2026-11-26' };
    const first = saidBy(['ci/*'], undefined, ann);
    const allowance = allowanceOf('nightly', saidBy(['shop/b', 'ci/*'], first, { by: 'bob', at: '2026-11-27' }));

    expect(allowance('ci/any')).toBe('ci/* in mayBeDeleted of schedule nightly, named there by ann at 2026-11-26');
    expect(allowance('shop/b')).toBe('shop/b in mayBeDeleted of schedule nightly, named there by bob at 2026-11-27');
    expect(allowance('shop/c')).toBeUndefined();
    // of an earlier release
    expect(allowanceOf('old', { mayBeDeleted: ['shop/b'] })('shop/b')).toBe('shop/b in mayBeDeleted of schedule old');
  });

  const parse = (mayBeDeleted: unknown) =>
    scheduleRequestSchema.safeParse({
      name: 's',
      policy: 'p',
      backup: { cluster: 'c', locations: ['l'], selection: { namespaces: ['n'] } },
      mayBeDeleted,
    });

  it('are named with their namespace, or as all of one', () => {
    expect(parse(['shop/cache', 'ci/*', 'shop/data.v1-0']).success).toBe(true);
    for (const wrong of ['cache', 'shop/', '/cache', '*/cache', 'shop/ca*', 'shop/a/b', 'Shop/a']) {
      expect(parse([wrong]).error?.issues[0]?.message).toBe('namespace/claim, or namespace/* for all of its claims');
    }
    expect(parse(undefined).data?.mayBeDeleted).toEqual([]);
  });
});
