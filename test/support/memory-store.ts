import type { ObjectStore } from '../../functions/services/location/location.ts';

/** An object store in memory, whose objects a test can look at and spoil. */
export function createMemoryStore(objects = new Map<string, Uint8Array>()): ObjectStore & { objects: typeof objects } {
  return {
    objects,
    async put(key, body, options = {}) {
      if (options.ifNoneMatch && objects.has(key)) return 'exists';
      objects.set(key, Uint8Array.from(body));
      return 'written';
    },
    async get(key) {
      return objects.get(key);
    },
    async list(prefix) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
      return { keys: keys.map((key) => ({ key, bytes: objects.get(key)?.length ?? 0 })) };
    },
    async delete(key) {
      objects.delete(key);
    },
  };
}
