import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { DataTransfer } from '../../functions/domain/transfer/transfer.ts';
import { shareMovers } from '../../functions/transfers/share-movers.ts';

function upload(id: string, more: Partial<DataTransfer> = {}): DataTransfer {
  const repository = { clusterId: 'c1', namespace: 'shop' };
  const location = { name: 'attic', uid: 'l-1' };
  return { id, epoch: 1, work: 'upload', location, repository, phase: 'Pending', attempt: 0, ...more };
}

interface Given {
  seconds: number;
  nodes?: string;
  more?: Partial<DataTransfer>;
}

/** Ids of those that share a mover, of what is expected to take so long each. */
function shared(given: Record<string, Given | number>, movers: number, most = 8): string[][] {
  const all = new Map(Object.entries(given).map(([id, one]) => [id, typeof one === 'number' ? { seconds: one } : one]));
  const of = ({ id }: DataTransfer): Given => all.get(id) ?? { seconds: 0 };
  const due = [...all].map(([id, { more = {} }]) => upload(id, more));
  const secondsOf = (one: DataTransfer) => of(one).seconds;
  const nodesOf = (one: DataTransfer) => of(one).nodes ?? '';
  return shareMovers(due, { movers, most, secondsOf, nodesOf }).map((one) => one.map(({ id }) => id));
}

describe('sharing movers', () => {
  it('gives each volume a mover of its own where there are enough', () => {
    expect(shared({ a: 50, b: 50 }, 2)).toEqual([['a'], ['b']]);
    expect(shared({ a: 11, b: 11 }, 2)).toEqual([['a'], ['b']]);
  });

  it('starts no mover more for work that takes no longer than its start', () => {
    expect(shared({ a: 5, b: 5 }, 2)).toEqual([['a', 'b']]);
    expect(shared({ a: 6, b: 6, c: 6, d: 6 }, 5)).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
    expect(shared({ a: 1, b: 1, c: 1 }, 5, 2)).toEqual([['a', 'c'], ['b']]);
    expect(shared({ a: { seconds: 2, nodes: 'x' }, b: { seconds: 2, nodes: 'y' } }, 5)).toEqual([['a'], ['b']]);
  });

  it('shares evenly among those that it takes for their number', () => {
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`v${n}`, 1]));

    expect(shared(ten, 5).map(({ length }) => length)).toEqual([5, 5]);
  });

  it('starts the longest first, and puts each where it ends first', () => {
    expect(shared({ a: 5, b: 40, c: 30, d: 20 }, 2)).toEqual([
      ['b', 'a'],
      ['c', 'd'],
    ]);
  });

  it('leaves alone what takes long, and lets nothing wait behind it', () => {
    expect(shared({ long: 600, a: 5, b: 5 }, 1)).toEqual([['long']]);
    expect(shared({ long: 600, a: 5, b: 5 }, 2)).toEqual([['long'], ['a', 'b']]);
  });

  it('makes nobody wait longer than two minutes together', () => {
    expect(shared({ a: 50, b: 50, c: 50 }, 1)).toEqual([['a', 'b']]);
  });

  it('takes no more volumes into one mover than the cluster allows', () => {
    expect(shared({ a: 1, b: 1, c: 1, d: 1 }, 1, 3)).toEqual([['a', 'b', 'c']]);
    expect(shared({ a: 1, b: 1 }, 1, 1)).toEqual([['a']]);
  });

  it('puts together only what the same nodes can read', () => {
    const given = { a: { seconds: 9, nodes: 'x' }, b: { seconds: 8, nodes: 'y' }, c: { seconds: 7, nodes: 'x' } };
    expect(shared({ ...given, d: { seconds: 6, nodes: 'z' } }, 2)).toEqual([['a', 'c'], ['b']]);
  });

  test.each([
    ['has failed before', { failure: { code: 'mover.failed' as const, message: 'killed' } }],
    ['needs double memory', { memoryDoubled: true }],
    ['has lost its turn in a shared Job', { returned: true as const }],
  ])('leaves alone what %s', (_name, more) => {
    expect(shared({ a: { seconds: 5, more }, b: 4, c: 3 }, 1)).toEqual([['a']]);
    expect(shared({ a: 6, b: { seconds: 5, more }, c: 3 }, 1)).toEqual([['a', 'c']]);
  });

  it('starts every transfer at most once, in as many movers as there is room for and their work is worth', () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 40 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 8 }), (all, movers, most) => {
        const given = Object.fromEntries(all.map((one, at) => [`v${at}`, one]));
        const groups = shared(given, movers, most);
        const ids = groups.flat();
        expect(new Set(ids).size).toBe(ids.length);
        const short = all.filter((one) => one <= 60);
        const worth = all.length - short.length + Math.ceil(short.reduce((sum, one) => sum + one, 0) / 20);
        expect(groups.length).toBeLessThanOrEqual(Math.min(movers, all.length));
        expect(groups.length).toBeGreaterThanOrEqual(Math.min(movers, all.length, worth));
        // Whatever waits does so for want of a mover.
        if (groups.length < movers) expect(ids).toHaveLength(all.length);
        for (const group of groups) {
          expect(group.length).toBeLessThanOrEqual(most);
          const total = group.reduce((sum, id) => sum + (given[id] ?? 0), 0);
          expect(group.length === 1 || total <= 120).toBe(true);
        }
      }),
    );
  });
});
