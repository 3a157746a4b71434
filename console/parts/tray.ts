import { useState } from 'react';

/** What is selected of a list, over all of its pages. */
export interface Tray<Item> {
  count: number;
  pages: number;
  items: readonly Item[];
  has(id: string): boolean;
  /** What of a page is selected now. */
  show(onPage: readonly Item[], selected: readonly Item[], page: number): void;
  remove(id: string): void;
  clear: () => void;
}

export function useTray<Item>(idOf: (item: Item) => string, first: readonly Item[] = []): Tray<Item> {
  const [chosen, setChosen] = useState(() => new Map(first.map((item) => [idOf(item), { item, page: 1 }])));
  return {
    count: chosen.size,
    pages: new Set([...chosen.values()].map(({ page }) => page)).size,
    items: [...chosen.values()].map(({ item }) => item),
    has: (id) => chosen.has(id),
    show: (onPage, selected, page) =>
      setChosen((before) => {
        const next = new Map(before);
        for (const item of onPage) next.delete(idOf(item));
        for (const item of selected) next.set(idOf(item), { item, page: before.get(idOf(item))?.page ?? page });
        return next;
      }),
    remove: (id) => setChosen((before) => new Map([...before].filter(([one]) => one !== id))),
    clear: () => setChosen(new Map()),
  };
}
