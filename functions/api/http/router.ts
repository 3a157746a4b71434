import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { Fault } from '../../domain/errors.ts';
import type { Config } from '../../platform/config.ts';
import type { Log } from '../../platform/logger.ts';
import type { AuditTrail } from '../../services/audit/audit.ts';
import type { Clock } from '../../services/clock/clock.ts';
import { audited } from './audited.ts';
import { checkScope } from './caller.ts';
import { problems } from './problem.ts';
import { type Reply, render } from './reply.ts';
import { type About, type ApiEvent, type ApiRequest, requestOf } from './request.ts';
import { type ApiFunction, isAudited, ROUTES, type Route, type RouteKey } from './route-table.ts';

export type RouteHandler = (request: ApiRequest) => Promise<Reply>;
export type RouteHandlers<Of extends ApiFunction> = Record<RouteKey<Of>, RouteHandler>;
export interface RouterNeeds {
  audit: AuditTrail;
  clock: Clock;
  config: Pick<Config, 'scopes'>;
  log: Log;
}
export type ApiHandler = (event: ApiEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** The Lambda handler of one function: its routes are those of the table, and each must have its handler. */
export function createApi<Of extends ApiFunction>(
  of: Of,
  services: RouterNeeds,
  handlers: RouteHandlers<Of>,
): ApiHandler {
  const { config, log } = services;
  const routes = ROUTES.filter((route) => route.function === of).map((route: Route) => {
    const key = `${route.method} ${route.path}`;
    const handler = (handlers as Record<string, RouteHandler>)[key];
    if (!handler) throw new Error(`${of} has no handler for ${key}`);
    return {
      method: route.method,
      path: route.path,
      handler: async (event: ApiEvent) => {
        const answer = async (about: About) => {
          const request = requestOf(event, key, about, config.scopes);
          checkScope(request.caller, route.scope, config.scopes);
          return render(await handler(request));
        };
        return isAudited(route) ? await audited(services, event, key, answer) : await answer(() => undefined);
      },
    };
  });
  const router = httpRouter<ApiEvent, APIGatewayProxyStructuredResultV2>({
    routes,
    notFoundResponse: ({ method, path }) => {
      throw notServed(method, path);
    },
  });
  return middy<ApiEvent, APIGatewayProxyStructuredResultV2>(TIMELY).use(problems(log)).handler(router) as ApiHandler;
}

/** Early enough for an answer of ours to leave before the function is ended, and the gateway says a bare 503. */
const TIMELY = {
  timeoutEarlyInMillis: 1000,
  timeoutEarlyResponse: () => {
    throw new Fault('request.timeout', 'the request took longer than an answer may; what it does may still be done');
  },
};

/** RFC 9110, 15.5.6: a path that is there says which methods it takes. */
function notServed(method: string, path: string): Fault {
  const allowed = ROUTES.filter((route) => patternOf(route.path).test(path)).map((route) => route.method);
  if (allowed.length === 0 || allowed.some((one) => one === method))
    return new Fault('request.not_found', `there is no ${method} ${path}`);
  const allow = allowed.join(', ');
  return new Fault('request.method_not_allowed', `${path} takes no ${method}, but ${allow}`, { details: { allow } });
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
