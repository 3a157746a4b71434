import { keyOf, type Page, pageOf } from '../../domain/cursor.ts';

/**
 * One page of a list that is read whole anyway. The cursor holds the last item's key, not a count: what comes and goes
 * between two pages moves nothing.
 * @param items in ascending order of their keys
 * @param filter what the list was asked for; a cursor of another list is refused
 */
export function pageOfAll<Item>(
  items: readonly Item[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  filter: unknown,
  keyOfItem: (item: Item) => string,
): Page<Item> {
  const after = cursor === undefined ? undefined : keyOf(filter, cursor);
  const rest = after === undefined ? items : items.filter((item) => keyOfItem(item) > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return pageOf(page, filter, rest.length > limit && last !== undefined ? keyOfItem(last) : undefined);
}
