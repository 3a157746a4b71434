import { ROUTES } from '../../functions/api/routes.ts';

/** By path, which methods it takes: for the function that answers what no route serves, and that loads no other's. */
export function renderAllowed(): Record<string, string> {
  const byPath = Map.groupBy(ROUTES, ({ path }) => path);
  return Object.fromEntries([...byPath].map(([path, routes]) => [path, routes.map(({ method }) => method).join(', ')]));
}
