const MAX_LISTED = 50;

/** The first are listed, all are counted, each once. */
export function listed(before: { count: number; objects: string[] } | undefined, found: readonly string[]) {
  const known = new Set(before?.objects);
  const more = [...new Set(found)].filter((one) => !known.has(one)).toSorted();
  return {
    count: (before?.count ?? 0) + more.length,
    objects: [...known, ...more].slice(0, MAX_LISTED),
  };
}
