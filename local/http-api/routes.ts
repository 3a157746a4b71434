/** A row of the API's route table. `path` is API Gateway's: `/v1/backups/{id}`, or `$default` for what no other takes. */
export type Route = {
  method: string;
  path: string;
  function: string;
  /** One of these scopes must be in the token. Empty: any valid token. Absent: no token. */
  scopes?: string[];
};

export type RouteMatch = { route: Route; routeKey: string; pathParameters: Record<string, string> };

/** The most specific route wins: one that takes no `{proxy+}`, then the longest, with fewest `{id}`; and `$default` last. */
export function findRoute(routes: Route[], method: string, path: string): RouteMatch | undefined {
  const matches = routes.flatMap((route) => matchRoute(route, method, path) ?? []);
  const [best] = matches.toSorted(
    (a, b) =>
      Number(isGreedy(a.route)) - Number(isGreedy(b.route)) ||
      (isGreedy(a.route) ? b.route.path.length - a.route.path.length : 0) ||
      Object.keys(a.pathParameters).length - Object.keys(b.pathParameters).length,
  );
  const otherwise = routes.find((route) => route.path === '$default');
  return best ?? (otherwise && { route: otherwise, routeKey: '$default', pathParameters: {} });
}

function isGreedy({ path }: Route): boolean {
  return path.endsWith('+}');
}

function matchRoute(route: Route, method: string, path: string): RouteMatch | undefined {
  if (route.method !== method) return undefined;
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
