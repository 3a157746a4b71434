import type { KubeObject } from '../../../services/cluster/cluster.ts';

/** An answer ends at 4 MiB. All else of an object is short; of labels it may have as many as it likes. */
export const MOST_OF_LABELS = 1.5 * 2 ** 20;

export function bytesOfLabels({ metadata }: KubeObject): number {
  return JSON.stringify(metadata.labels ?? {}).length;
}

/** How many of the first an answer holds; one at least, so that a walk goes on. */
export function fittingFirst(objects: readonly KubeObject[]): number {
  let bytes = 0;
  const over = objects.findIndex((object) => {
    bytes += bytesOfLabels(object);
    return bytes > MOST_OF_LABELS;
  });
  return over < 0 ? objects.length : Math.max(1, over);
}
