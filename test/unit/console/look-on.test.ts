import { expect, it } from 'vitest';
import { lookOn, type Page } from '../../../console/parts/look-on.ts';

const signal = new AbortController().signal;

/** @param sizes items of each page that the API would give */
function list(...sizes: number[]) {
  const asked: (string | undefined)[] = [];
  const load = async (cursor: string | undefined): Promise<Page<number>> => {
    asked.push(cursor);
    const at = Number(cursor ?? 0);
    const items = Array.from({ length: sizes[at] ?? 0 }, (_, n) => n);
    return { items, nextCursor: at + 1 < sizes.length ? String(at + 1) : undefined };
  };
  return { asked, load };
}

it('a page on which there is something is asked for once', async () => {
  const { asked, load } = list(2, 2);

  expect(await lookOn(load, undefined, signal)).toMatchObject({ items: [0, 1], nextCursor: '1' });
  expect(asked).toEqual([undefined]);
});

it('pages on which nothing was found are passed over, from where the person is', async () => {
  const { asked, load } = list(1, 0, 0, 3, 1);

  expect(await lookOn(load, '1', signal)).toMatchObject({ items: [0, 1, 2], nextCursor: '4' });
  expect(asked).toEqual(['1', '2', '3']);
});

it('where there is nothing at all the last page says so', async () => {
  expect(await lookOn(list(0, 0, 0).load, undefined, signal)).toEqual({ items: [], nextCursor: undefined });
});

it('after fifty looks it is the person who says whether to go on', async () => {
  const { asked, load } = list(...Array.from({ length: 60 }, () => 0));

  expect(await lookOn(load, undefined, signal)).toMatchObject({ items: [], nextCursor: '50' });
  expect(asked).toHaveLength(50);
});
