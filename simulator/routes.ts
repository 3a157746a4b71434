import { checkAccess, reviewAccess } from './api/access.ts';
import { discover } from './api/discovery.ts';
import { type Logs, readLog } from './api/logs.ts';
import { openApi } from './api/openapi.ts';
import { getObject, listObjects } from './api/read.ts';
import { deleteObject } from './api/remove.ts';
import { type Answer, type Call, ok, parseTarget, type Target } from './api/request.ts';
import { onScale } from './api/scale.ts';
import { createObject, patchObject, updateObject } from './api/write.ts';
import type { Simulation } from './simulation.ts';
import { methodNotAllowed, noSuchPath } from './status.ts';

const version = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.1-simulator',
  platform: 'linux/amd64',
  goVersion: 'go1.26',
  compiler: 'gc',
  gitTreeState: 'clean',
  gitCommit: '',
  buildDate: '2026-01-01T00:00:00Z',
};

/** Answers one request that is not a watch. Throws StatusError. */
export function route(simulation: Simulation, logs: Logs, call: Call): Answer {
  if (['/healthz', '/livez', '/readyz'].includes(call.path))
    return { status: 200, body: Buffer.from('ok'), text: true };
  if (call.path === '/version') return ok(version);
  const described = openApi(simulation.kinds, call.path) ?? discover(simulation.kinds, call.path);
  if (described !== undefined) return described;
  if (!call.path.startsWith('/api/') && !call.path.startsWith('/apis/')) throw noSuchPath();
  if (!isServed(simulation, call.path)) return { status: 404, body: Buffer.from('404 page not found\n'), text: true };
  const target = parseTarget(simulation.kinds, call.path);
  checkAccess(simulation, call, target);
  return onObject(simulation, logs, call, target);
}

/** A group nobody serves is not even a Status. */
function isServed({ kinds }: Simulation, path: string): boolean {
  const [root, first = '', second = ''] = path.split('/').slice(1);
  return kinds
    .all()
    .some(({ group, version }) =>
      root === 'api' ? group === '' && version === first : group === first && version === second,
    );
}

type Handler = (simulation: Simulation, target: Target, call: Call) => Answer;

const ON_OBJECT: Record<string, Handler> = {
  GET: getObject,
  HEAD: getObject,
  PUT: updateObject,
  PATCH: patchObject,
  DELETE: deleteObject,
};
const ON_COLLECTION: Record<string, Handler> = { GET: listObjects, POST: createObject };

function onObject(simulation: Simulation, logs: Logs, call: Call, target: Target): Answer {
  const { kind, namespace, name, subresource } = target;
  const { method } = call;
  if (kind.kind === 'SelfSubjectAccessReview' && method === 'POST') return reviewAccess(simulation, call);
  if (!kind.verbs.includes('get')) throw methodNotAllowed();
  if (subresource === 'log' && kind.kind === 'Pod' && method === 'GET') return readLog(simulation, logs, target, call);
  if (subresource === 'scale' && kind.subresources.includes('scale')) {
    if (!['GET', 'PUT', 'PATCH'].includes(method)) throw methodNotAllowed();
    return onScale(simulation, target, call);
  }
  const isStatus = subresource === 'status' && kind.status;
  const isFinalize = subresource === 'finalize' && kind.kind === 'Namespace';
  if (subresource !== '' && !isStatus && !isFinalize) throw noSuchPath();
  const handler = name === '' ? ON_COLLECTION[method] : ON_OBJECT[method];
  const isRefused =
    (method === 'DELETE' && subresource !== '') ||
    // Namespaced objects are not created across namespaces.
    (method === 'POST' && kind.namespaced && namespace === '');
  if (handler === undefined || isRefused) throw methodNotAllowed();
  return handler(simulation, target, call);
}
