import { type KubeObject, keyOf } from './objects.ts';
import type { Files } from './persistence.ts';

/** Objects by resource and key, in memory and on disk. */
export interface ObjectTables {
  get(resource: string, key: string): KubeObject | undefined;
  /** Those whose keys begin with the prefix, in the order of keys; do not change the array. */
  list(resource: string, prefix: string): readonly KubeObject[];
  put(resource: string, object: KubeObject): void;
  remove(resource: string, object: KubeObject): void;
  /** The highest resourceVersion of what was on disk. */
  loadedRevision: number;
}

export function openObjectTables(files: Files): ObjectTables {
  const tables = new Map<string, ReturnType<typeof createTable>>();
  let loadedRevision = 1;

  function table(resource: string) {
    const found = tables.get(resource) ?? createTable();
    tables.set(resource, found);
    return found;
  }

  for (const path of files.list('objects')) {
    const object = files.read(path) as KubeObject;
    table(path.split('/')[1] ?? '').put(keyOf(object), object);
    loadedRevision = Math.max(loadedRevision, Number(object.metadata.resourceVersion));
  }

  return {
    loadedRevision,
    get: (resource, key) => table(resource).get(key),
    list: (resource, prefix) => table(resource).list(prefix),
    put(resource, object) {
      table(resource).put(keyOf(object), object);
      files.write(pathOf(resource, object), object);
    },
    remove(resource, object) {
      table(resource).delete(keyOf(object));
      files.remove(pathOf(resource, object));
    },
  };
}

function pathOf(resource: string, { metadata: { namespace = '-', name } }: KubeObject): string {
  return `objects/${resource}/${namespace}/${encodeURIComponent(name)}.json`;
}

/** The objects of one kind: kept in the order of their keys, for lists are asked for more often than a key is new. */
function createTable() {
  const objects = new Map<string, KubeObject>();
  const keys: string[] = [];
  let listed: readonly KubeObject[] | undefined;

  return {
    get: (key: string) => objects.get(key),
    put(key: string, object: KubeObject): void {
      if (!objects.has(key)) keys.splice(placeOf(keys, key), 0, key);
      objects.set(key, object);
      listed = undefined;
    },
    delete(key: string): void {
      if (objects.delete(key)) keys.splice(placeOf(keys, key), 1);
      listed = undefined;
    },
    list(prefix: string): readonly KubeObject[] {
      listed ??= keys.flatMap((key) => objects.get(key) ?? []);
      // `0` follows `/` among the characters.
      return prefix === '' ? listed : listed.slice(placeOf(keys, prefix), placeOf(keys, `${prefix.slice(0, -1)}0`));
    },
  };
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
