import type { Schemas } from '../../../client/client.ts';

/** `shop/data`: claims of two namespaces may have one name. */
export function nameOf({ namespace, pvc }: Pick<Schemas['Volume'], 'namespace' | 'pvc'>): string {
  return `${namespace}/${pvc}`;
}
