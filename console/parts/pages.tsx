import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation, useNavigate } from 'react-router';
import { words } from '../words/everywhere.ts';

interface Before {
  cursors?: (string | null)[];
}

/**
 * Where one is in a list that is paged by cursor. The cursor is in the address; those of the pages before it in the history's
 * own state, which a reload keeps. Who was sent an address goes back to the first page.
 */
export function usePages(nextCursor: string | undefined) {
  const { pathname, search, state } = useLocation();
  const navigate = useNavigate();
  const parameters = new URLSearchParams(search);
  const cursor = parameters.get('cursor') ?? undefined;
  const before = (state as Before | null)?.cursors ?? (cursor === undefined ? [] : [null]);
  const go = (to: string | null, cursors: (string | null)[]) => {
    if (to === null) parameters.delete('cursor');
    else parameters.set('cursor', to);
    void navigate(`${pathname}?${parameters.toString()}`, { state: { cursors } satisfies Before });
  };
  return {
    cursor,
    page: before.length + 1,
    next: nextCursor === undefined ? undefined : () => go(nextCursor, [...before, cursor ?? null]),
    previous: before.length === 0 ? undefined : () => go(before.at(-1) ?? null, before.slice(0, -1)),
  };
}

export function PageButtons({ page, next, previous }: Omit<ReturnType<typeof usePages>, 'cursor'>) {
  if (!next && !previous) return null;
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Button variant="icon" iconName="angle-left" ariaLabel={words.previous} disabled={!previous} onClick={previous} />
      <span>
        {words.page} {page}
      </span>
      <Button variant="icon" iconName="angle-right" ariaLabel={words.next} disabled={!next} onClick={next} />
    </SpaceBetween>
  );
}
