import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { AuditRecord } from '../../services/audit/audit.ts';
import type { Caller } from './caller.ts';

export type ApiEvent = APIGatewayProxyEventV2WithJWTAuthorizer;

/** Tells the trail what a request is about; facts that come later are added. */
export type About = (facts: AuditRecord['facts']) => void;

/** What every request has, whatever its contract. */
export interface ApiRequest {
  /** `POST /v1/backups/{id}/cancel`: the same for all requests of a route. */
  route: string;
  params: Readonly<Record<string, string>>;
  caller: Caller;
  /** Whether the token carries the admin scope: for what a route lets only admins ask for. */
  isAdmin: boolean;
  /** Puts on record what the request is about, beside its path. */
  about: About;
  requestId: string;
  /** From the Idempotency-Key header, where the route takes one. */
  idempotencyKey: string | undefined;
}
