import { type KubeObject, keyOf } from './objects.ts';
import type { Files } from './persistence.ts';
import { createSortedTable, type SortedTable } from './sorted-table.ts';

/** Objects by resource and key, in memory and on disk. */
export interface ObjectTables {
  get(resource: string, key: string): KubeObject | undefined;
  /** In the order of keys. */
  list(resource: string, prefix: string): readonly KubeObject[];
  put(resource: string, object: KubeObject): void;
  remove(resource: string, object: KubeObject): void;
  /** The highest resourceVersion of what was on disk. */
  loadedRevision: number;
}

export function openObjectTables(files: Files): ObjectTables {
  const tables = new Map<string, SortedTable>();
  let loadedRevision = 1;

  function table(resource: string): SortedTable {
    const found = tables.get(resource) ?? createSortedTable();
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
