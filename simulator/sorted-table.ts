import type { KubeObject } from './objects.ts';

/** The objects of one kind by key, and their list in the order of keys: kept in order, not sorted anew at each change. */
export interface SortedTable {
  get(key: string): KubeObject | undefined;
  put(key: string, object: KubeObject): void;
  delete(key: string): void;
  /** Those whose keys begin with the prefix, in order; do not change the array. */
  list(prefix: string): readonly KubeObject[];
}

/** The first place whose key is not below. */
function placeOf(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merge(one: readonly string[], other: readonly string[]): string[] {
  const merged: string[] = [];
  let at = 0;
  for (const key of one) {
    for (let next = other[at]; next !== undefined && next < key; next = other[at]) {
      merged.push(next);
      at += 1;
    }
    merged.push(key);
  }
  return [...merged, ...other.slice(at)];
}

export function createSortedTable(): SortedTable {
  const objects = new Map<string, KubeObject>();
  let keys: readonly string[] = [];
  let added = new Set<string>();
  let isThinned = false;
  let listed: readonly KubeObject[] | undefined;

  function inOrder(): readonly KubeObject[] {
    if (listed !== undefined) return listed;
    if (isThinned) keys = keys.filter((key) => objects.has(key) && !added.has(key));
    if (added.size > 0) keys = merge(keys, [...added].toSorted());
    added = new Set();
    isThinned = false;
    listed = keys.map((key) => objects.get(key)).filter((object) => object !== undefined);
    return listed;
  }

  return {
    get: (key) => objects.get(key),
    put(key, object) {
      if (!objects.has(key)) added.add(key);
      objects.set(key, object);
      listed = undefined;
    },
    delete(key) {
      if (!objects.delete(key)) return;
      if (!added.delete(key)) isThinned = true;
      listed = undefined;
    },
    list(prefix) {
      const all = inOrder();
      if (prefix === '') return all;
      // `0` follows `/` among the characters.
      return all.slice(placeOf(keys, prefix), placeOf(keys, `${prefix.slice(0, -1)}0`));
    },
  };
}
