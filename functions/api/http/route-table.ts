/**
 * Every route of the HTTP API, once: serverless.yml makes its gateway routes of it, the local host and the routers of
 * the functions too. `scope` is the least that a token must carry; more includes less.
 */
export type Scope = 'read' | 'operate' | 'admin';
export type ApiFunction =
  | 'apiClusters'
  | 'apiLocations'
  | 'apiBackups'
  | 'apiOperations'
  | 'apiSchedules'
  | 'apiNotifications';
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
  method: Method;
  path: string;
  function: ApiFunction;
  scope: Scope;
}

/** Where each function's handler is; `apiClusters`, `apiBackups` and `apiSchedules` reach clusters. */
export const API_HANDLERS: Readonly<Record<ApiFunction, string>> = {
  apiClusters: 'functions/api/clusters/handlers.handler',
  apiLocations: 'functions/api/locations/handlers.handler',
  apiBackups: 'functions/api/backups/handlers.handler',
  apiOperations: 'functions/api/operations/handlers.handler',
  apiSchedules: 'functions/api/schedules/handlers.handler',
  apiNotifications: 'functions/api/notifications/handlers.handler',
};

export const ROUTES = [
  route('POST', '/v1/clusters', 'apiClusters', 'admin'),
  route('GET', '/v1/clusters', 'apiClusters', 'read'),
  route('GET', '/v1/clusters/{name}', 'apiClusters', 'read'),
  route('PUT', '/v1/clusters/{name}', 'apiClusters', 'admin'),
  route('DELETE', '/v1/clusters/{name}', 'apiClusters', 'admin'),
  route('POST', '/v1/clusters/{name}/validate', 'apiClusters', 'operate'),
  route('GET', '/v1/clusters/{name}/namespaces', 'apiClusters', 'read'),
  route('GET', '/v1/clusters/{name}/provisioners', 'apiClusters', 'read'),

  route('POST', '/v1/locations', 'apiLocations', 'admin'),
  route('GET', '/v1/locations', 'apiLocations', 'read'),
  route('GET', '/v1/locations/{name}', 'apiLocations', 'read'),
  route('PUT', '/v1/locations/{name}', 'apiLocations', 'admin'),
  route('DELETE', '/v1/locations/{name}', 'apiLocations', 'admin'),
  route('POST', '/v1/locations/{name}/validate', 'apiLocations', 'operate'),
  route('POST', '/v1/locations/{name}/maintain', 'apiLocations', 'operate'),
  route('GET', '/v1/locations/{name}/recovery-key', 'apiLocations', 'admin'),
  route('POST', '/v1/locations/{name}/recovery-key', 'apiLocations', 'admin'),

  route('POST', '/v1/backups', 'apiBackups', 'operate'),
  route('POST', '/v1/backups/{id}/retry', 'apiBackups', 'operate'),
  route('GET', '/v1/backups', 'apiOperations', 'read'),
  route('GET', '/v1/backups/{id}', 'apiOperations', 'read'),
  route('GET', '/v1/backups/{id}/volumes', 'apiOperations', 'read'),
  route('GET', '/v1/backups/{id}/events', 'apiOperations', 'read'),
  route('GET', '/v1/backups/{id}/resources', 'apiOperations', 'read'),
  route('POST', '/v1/backups/{id}/cancel', 'apiOperations', 'operate'),
  route('DELETE', '/v1/backups/{id}', 'apiOperations', 'operate'),
  route('PUT', '/v1/backups/{id}/legal-hold', 'apiOperations', 'admin'),
  route('DELETE', '/v1/backups/{id}/legal-hold', 'apiOperations', 'admin'),

  route('POST', '/v1/restores', 'apiBackups', 'operate'),
  route('POST', '/v1/restores/{id}/retry', 'apiBackups', 'operate'),
  route('GET', '/v1/restores', 'apiOperations', 'read'),
  route('GET', '/v1/restores/{id}', 'apiOperations', 'read'),
  route('GET', '/v1/restores/{id}/volumes', 'apiOperations', 'read'),
  route('GET', '/v1/restores/{id}/events', 'apiOperations', 'read'),
  route('GET', '/v1/restores/{id}/resources', 'apiOperations', 'read'),
  route('GET', '/v1/restores/{id}/objects', 'apiOperations', 'read'),
  route('POST', '/v1/restores/{id}/undo', 'apiOperations', 'operate'),
  route('POST', '/v1/restores/{id}/cancel', 'apiOperations', 'operate'),

  route('POST', '/v1/policies', 'apiSchedules', 'operate'),
  route('GET', '/v1/policies', 'apiSchedules', 'read'),
  route('GET', '/v1/policies/{name}', 'apiSchedules', 'read'),
  route('PUT', '/v1/policies/{name}', 'apiSchedules', 'operate'),
  route('DELETE', '/v1/policies/{name}', 'apiSchedules', 'operate'),
  route('GET', '/v1/policies/{name}/next-runs', 'apiSchedules', 'read'),

  route('POST', '/v1/schedules', 'apiSchedules', 'operate'),
  route('GET', '/v1/schedules', 'apiSchedules', 'read'),
  route('GET', '/v1/schedules/{name}', 'apiSchedules', 'read'),
  route('PUT', '/v1/schedules/{name}', 'apiSchedules', 'operate'),
  route('DELETE', '/v1/schedules/{name}', 'apiSchedules', 'operate'),
  route('POST', '/v1/schedules/{name}/suspend', 'apiSchedules', 'operate'),
  route('POST', '/v1/schedules/{name}/resume', 'apiSchedules', 'operate'),
  route('POST', '/v1/schedules/{name}/run', 'apiSchedules', 'operate'),

  route('GET', '/v1/operations', 'apiOperations', 'read'),
  route('GET', '/v1/operations/{id}', 'apiOperations', 'read'),
  route('GET', '/v1/operations/{id}/events', 'apiOperations', 'read'),
  route('POST', '/v1/operations/{id}/cancel', 'apiOperations', 'operate'),

  route('GET', '/v1/audit', 'apiOperations', 'admin'),

  route('POST', '/v1/notifications', 'apiNotifications', 'admin'),
  route('GET', '/v1/notifications', 'apiNotifications', 'admin'),
  route('GET', '/v1/notifications/{name}', 'apiNotifications', 'admin'),
  route('PUT', '/v1/notifications/{name}', 'apiNotifications', 'admin'),
  route('DELETE', '/v1/notifications/{name}', 'apiNotifications', 'admin'),
  route('POST', '/v1/notifications/{name}/test', 'apiNotifications', 'admin'),
] as const satisfies readonly Route[];

type Listed = (typeof ROUTES)[number];
/** `GET /v1/clusters/{name}` and so on: what a function's table of handlers must have, no more and no less. */
export type RouteKey<Of extends ApiFunction> =
  Extract<Listed, { function: Of }> extends infer One extends Listed
    ? One extends Listed
      ? `${One['method']} ${One['path']}`
      : never
    : never;

/** The scopes that each satisfy a route: a gateway's authorizer asks for one of them. */
export function scopesFor(scope: Scope): readonly Scope[] {
  if (scope === 'read') return ['read', 'operate', 'admin'];
  return scope === 'operate' ? ['operate', 'admin'] : ['admin'];
}

/** What changes something, and what shows a secret, leaves a record whatever comes of it. */
export function isAudited({ method, path }: Pick<Route, 'method' | 'path'>): boolean {
  return method !== 'GET' || path.endsWith('/recovery-key');
}

function route<M extends Method, P extends string, F extends ApiFunction>(method: M, path: P, of: F, scope: Scope) {
  return { method, path, function: of, scope } as const;
}
