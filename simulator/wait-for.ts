import type { KubeObject } from './objects.ts';
import type { Simulation } from './simulation.ts';

/** Resolves when the object meets the condition, at once or at a change of it. Real time limits the wait. */
export function waitFor<T extends KubeObject>(
  { store }: Pick<Simulation, 'store'>,
  resource: string,
  key: string,
  isMet: (object: T) => boolean,
  timeoutMs = 30_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const unsubscribe = store.subscribe(look);
    const timer = setTimeout(() => {
      unsubscribe();
      reject(new Error(`${resource} ${key} did not become what was waited for in ${timeoutMs / 1000} s`));
    }, timeoutMs);
    function look(): void {
      const object = store.get<T>(resource, key);
      if (object === undefined || !isMet(object)) return;
      unsubscribe();
      clearTimeout(timer);
      resolve(object);
    }
    look();
  });
}
