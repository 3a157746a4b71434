import { Fault } from '../../domain/errors.ts';
import { type Scope, scopesFor } from './scopes.ts';

/** Who asks, as the token says that the gateway has verified. */
export interface Caller {
  /** Of the token; part of the id of what a request with an Idempotency-Key creates. */
  subject: string;
  scopes: ReadonlySet<string>;
  sourceIp: string;
}

interface Authorized {
  requestContext: {
    http: { sourceIp: string };
    authorizer?: { jwt?: { claims?: Record<string, unknown>; scopes?: string[] | null } };
  };
}

/** @throws Fault Rejected `request.unauthenticated`: a route that lost its authorizer must not be open */
export function callerOf({ requestContext: { http, authorizer } }: Authorized): Caller {
  const claims = authorizer?.jwt?.claims;
  const subject = claims?.sub ?? claims?.client_id;
  if (!claims || typeof subject !== 'string' || subject === '') {
    throw new Fault('request.unauthenticated', 'the request carries no token with a subject');
  }
  // Claims arrive as strings; an array is rendered as `[a b]`.
  const granted = String(claims.scope ?? claims.scp ?? '').replace(/^\[|\]$/g, '');
  return { subject, scopes: new Set(granted.split(/[\s,]+/).filter(Boolean)), sourceIp: http.sourceIp };
}

export type ScopeNames = Readonly<Record<Scope, string>>;

export function hasScope({ scopes }: Caller, scope: Scope, names: ScopeNames): boolean {
  return scopesFor(scope).some((one) => scopes.has(names[one]));
}

/** The gateway has checked it already; a route that lost its scopes in the template is caught here. */
export function checkScope(caller: Caller, scope: Scope, names: ScopeNames): void {
  if (hasScope(caller, scope, names)) return;
  const details = { scope: names[scope] };
  throw new Fault('request.forbidden', `the token does not carry the scope ${names[scope]}`, { details });
}
