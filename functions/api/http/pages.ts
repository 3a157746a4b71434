import { cursorOf, keyOf } from '../../domain/cursor.ts';
import type { Page } from '../../services/ledger/ledger.ts';

/**
 * One page of a list that is read whole anyway. The cursor holds the last item's key, not a count: what comes and goes
 * between two pages moves nothing.
 * @param items in ascending order of their keys
 */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, cursor, filter, keyOf: keyOfItem }: PageOptions<Item>,
): Page<Item> {
  const after = cursor === undefined ? undefined : keyOf(filter, cursor);
  const rest = after === undefined ? items : items.filter((item) => keyOfItem(item) > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  if (rest.length <= limit || last === undefined) return { items: page };
  return { items: page, nextCursor: cursorOf(filter, keyOfItem(last)) };
}

interface PageOptions<Item> {
  limit: number;
  cursor?: string | undefined;
  /** What the list was asked for; a cursor of another list is refused. */
  filter: unknown;
  keyOf: (item: Item) => string;
}
