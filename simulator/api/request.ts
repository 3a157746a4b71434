import type { Kind, KindBook } from '../kinds.ts';
import { noSuchPath } from '../status.ts';

/** What a URL under /api or /apis asks for. */
export interface Target {
  kind: Kind;
  /** Empty for everything or for what belongs to the cluster. */
  namespace: string;
  name: string;
  subresource: string;
}

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  contentType: string;
  accept: string;
  body: unknown;
  user: string;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  /** Text instead of JSON: logs. */
  text?: boolean;
}

export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

export function parseTarget(kinds: KindBook, path: string): Target {
  const steps = path
    .split('/')
    .filter((step) => step !== '')
    .map(decodeURIComponent);
  const core = steps[0] === 'api';
  const group = core ? '' : (steps[1] ?? '');
  const version = steps[core ? 1 : 2] ?? '';
  let rest = steps.slice(core ? 2 : 3);
  let namespace = '';
  if (rest[0] === 'namespaces' && rest.length > 2 && !['status', 'finalize'].includes(rest[2] ?? '')) {
    namespace = rest[1] ?? '';
    rest = rest.slice(2);
  }
  const [plural = '', name = '', subresource = '', ...more] = rest;
  const kind = kinds.find(group, version, plural);
  if (kind === undefined || more.length > 0 || (namespace !== '' && !kind.namespaced)) throw noSuchPath();
  return { kind, namespace, name, subresource };
}

/** The verb that RBAC would check. */
export function verbOf(call: Call, target: Target): string {
  if (call.method === 'GET' && call.query.get('watch') === 'true') return 'watch';
  const verbs: Record<string, string> = {
    GET: 'get',
    HEAD: 'get',
    POST: 'create',
    PUT: 'update',
    PATCH: 'patch',
    DELETE: 'delete',
  };
  const verb = verbs[call.method] ?? call.method.toLowerCase();
  return target.name === '' && verb === 'get' ? 'list' : verb;
}
