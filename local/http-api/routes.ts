/** A row of the API's route table. `path` is API Gateway's: `/v1/backups/{id}`, `{proxy+}` for the rest, or `$default`. */
export type Route = {
  method: string;
  path: string;
  function: string;
  /** One of these scopes must be in the token. Empty: any valid token. Absent: no token. */
  scopes?: string[];
};

export type RouteMatch = { route: Route; routeKey: string; pathParameters: Record<string, string> };

/** The most specific route wins: literal segments before `{id}`, `{id}` before `{proxy+}`, a method before ANY, `$default` last. */
export function findRoute(routes: Route[], method: string, path: string): RouteMatch | undefined {
  const matches = routes.flatMap((route) => matchRoute(route, method, path) ?? []);
  return matches.toSorted((a, b) => rank(b.route).localeCompare(rank(a.route)))[0];
}

function matchRoute(route: Route, method: string, path: string): RouteMatch | undefined {
  if (route.path === '$default') return { route, routeKey: '$default', pathParameters: {} };
  if (route.method !== method && route.method !== 'ANY') return undefined;
  const pattern = route.path.replaceAll(/\{(\w+)\+\}/g, '(?<$1>.+)').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const found = new RegExp(`^${pattern}$`).exec(path);
  const pathParameters = found && decoded(found.groups);
  return pathParameters ? { route, routeKey: `${route.method} ${route.path}`, pathParameters } : undefined;
}

function decoded(groups: Record<string, string> = {}): Record<string, string> | undefined {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}

function rank({ path, method }: Route): string {
  if (path === '$default') return '';
  const segments = path
    .split('/')
    .map((segment) => (segment.endsWith('+}') ? '1' : segment.startsWith('{') ? '2' : '3'));
  return `${segments.join('')}${method === 'ANY' ? '0' : '1'}`;
}
