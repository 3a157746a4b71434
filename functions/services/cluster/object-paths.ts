import { Fault } from '../../domain/errors.ts';
import type { Kind } from './kinds.ts';

function rootOf({ group, version }: Kind): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** Where a kind is listed; without a namespace, over all of them. */
export function collectionOf(kind: Kind, namespace: string | undefined): string {
  const within = kind.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${rootOf(kind)}${within}/${kind.plural}`;
}

/** Where one object of a kind is made. */
export function placeOf(kind: Kind, namespace: string | undefined): string {
  if (kind.namespaced && !namespace) throw new Fault('internal', `a ${kind.kind} needs a namespace`);
  return collectionOf(kind, namespace);
}

export function pathOf(kind: Kind, namespace: string | undefined, name: string): string {
  if (name === '') throw new Fault('internal', `a ${kind.kind} needs a name`);
  return `${placeOf(kind, namespace)}/${encodeURIComponent(name)}`;
}

export function queryOf(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query.toString()}`;
}
