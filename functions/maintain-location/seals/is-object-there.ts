import { toFault } from '../../domain/errors.ts';
import type { ObjectStore } from '../../services/location/location.ts';

/** Whatever it holds: what is too large to be one of ours is there as well. @throws Fault those of the store */
export async function isObjectThere(store: Pick<ObjectStore, 'get'>, key: string): Promise<boolean> {
  try {
    return (await store.get(key)) !== undefined;
  } catch (thrown) {
    if (toFault(thrown).code === 'object.too_large') return true;
    throw thrown;
  }
}
