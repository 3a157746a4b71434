import { Fault } from '../../functions/domain/errors.ts';
import { MAX_FOLDERS, mostBytesOf } from '../../functions/domain/location/location-layout.ts';
import type { ObjectStore } from '../../functions/services/location/location.ts';

/** An object store in memory, whose objects and their times a test can look at and spoil. */
export function createMemoryStore(objects = new Map<string, Uint8Array>(), now = () => '2026-11-23T08:00:00.000Z') {
  const times = new Map<string, string>();
  const store: ObjectStore & { objects: typeof objects; times: typeof times } = {
    objects,
    times,
    async put(key, body, options = {}) {
      if (options.ifNoneMatch && objects.has(key)) return 'exists';
      objects.set(key, Uint8Array.from(body));
      times.set(key, now());
      return 'written';
    },
    async get(key) {
      const found = objects.get(key);
      if (found && found.length > mostBytesOf(key))
        throw new Fault('object.too_large', `${key} has ${found.length} bytes`);
      return found;
    },
    async list(prefix) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
      const modifiedAt = (key: string) => times.get(key) ?? now();
      return { keys: keys.map((key) => ({ key, bytes: objects.get(key)?.length ?? 0, modifiedAt: modifiedAt(key) })) };
    },
    async folders(prefix) {
      const below = [...objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      return [...new Set(below.filter((key) => key.includes('/')).map((key) => key.slice(0, key.indexOf('/'))))]
        .sort()
        .slice(0, MAX_FOLDERS);
    },
    async delete(key) {
      objects.delete(key);
    },
  };
  return store;
}
