import { randomUUID } from 'node:crypto';
import { type ApiClient, answered, type Schemas } from '../../client/client.ts';
import { wrongUse } from '../exit.ts';

type Body = Record<string, unknown>;

/** How things of the catalogue are written. A body is what a person wrote: the API says what is wrong with it. */
export interface Writer {
  create(api: ApiClient, body: Body): Promise<object>;
  update(api: ApiClient, name: string, body: Body, ifMatch: string): Promise<object>;
  remove(api: ApiClient, name: string, force: boolean): Promise<unknown>;
}

/** One key for all tries of one request. */
const keyed = () => ({ header: { 'Idempotency-Key': randomUUID() } });
const changing = (name: string, ifMatch: string) => ({ path: { name }, header: { 'If-Match': ifMatch } });
const removing = (name: string) => ({ path: { name }, header: { 'If-Match': '*' } });
const forced = (force: boolean) => (force ? { query: { force: 'true' as const } } : {});
const unforced = (kind: string, force: boolean) => {
  if (force) throw wrongUse(`--force is not for ${kind}`);
};

/** In the order in which one may need another. */
export const WRITERS: Readonly<Record<string, Writer>> = {
  cluster: {
    create: (api, body) =>
      answered(api.POST('/v1/clusters', { params: keyed(), body: body as Schemas['ClusterRequest'] })),
    update: (api, name, body, ifMatch) =>
      answered(
        api.PUT('/v1/clusters/{name}', { params: changing(name, ifMatch), body: body as Schemas['ClusterUpdate'] }),
      ),
    remove: (api, name, force) =>
      answered(api.DELETE('/v1/clusters/{name}', { params: { ...removing(name), ...forced(force) } })),
  },
  location: {
    create: (api, body) =>
      answered(api.POST('/v1/locations', { params: keyed(), body: body as Schemas['LocationRequest'] })),
    update: (api, name, body, ifMatch) =>
      answered(
        api.PUT('/v1/locations/{name}', { params: changing(name, ifMatch), body: body as Schemas['LocationUpdate'] }),
      ),
    remove: (api, name, force) =>
      answered(api.DELETE('/v1/locations/{name}', { params: { ...removing(name), ...forced(force) } })),
  },
  rule: {
    create: (api, body) => answered(api.POST('/v1/rules', { params: keyed(), body: body as Schemas['RuleRequest'] })),
    update: (api, name, body, ifMatch) =>
      answered(api.PUT('/v1/rules/{name}', { params: changing(name, ifMatch), body: body as Schemas['RuleRequest'] })),
    remove: (api, name, force) => {
      unforced('rules', force);
      return answered(api.DELETE('/v1/rules/{name}', { params: removing(name) }));
    },
  },
  policy: {
    create: (api, body) =>
      answered(api.POST('/v1/policies', { params: keyed(), body: body as Schemas['PolicyRequest'] })),
    update: (api, name, body, ifMatch) =>
      answered(
        api.PUT('/v1/policies/{name}', { params: changing(name, ifMatch), body: body as Schemas['PolicyUpdate'] }),
      ),
    remove: (api, name, force) =>
      answered(api.DELETE('/v1/policies/{name}', { params: { ...removing(name), ...forced(force) } })),
  },
  schedule: {
    create: (api, body) =>
      answered(api.POST('/v1/schedules', { params: keyed(), body: body as Schemas['ScheduleRequest'] })),
    update: (api, name, body, ifMatch) =>
      answered(
        api.PUT('/v1/schedules/{name}', { params: changing(name, ifMatch), body: body as Schemas['ScheduleUpdate'] }),
      ),
    remove: (api, name, force) => {
      unforced('schedules', force);
      return answered(api.DELETE('/v1/schedules/{name}', { params: removing(name) }));
    },
  },
  notification: {
    create: (api, body) =>
      answered(api.POST('/v1/notifications', { params: keyed(), body: body as Schemas['NotificationRequest'] })),
    update: (api, name, body, ifMatch) =>
      answered(
        api.PUT('/v1/notifications/{name}', {
          params: changing(name, ifMatch),
          body: body as Schemas['NotificationUpdate'],
        }),
      ),
    remove: (api, name, force) => {
      unforced('notifications', force);
      return answered(api.DELETE('/v1/notifications/{name}', { params: removing(name) }));
    },
  },
};

/** @throws CliError where things of the kind are not written, but come of operations */
export function writerOf(singular: string): Writer {
  const writer = WRITERS[singular];
  if (!writer)
    throw wrongUse(`a ${singular} is not written by apply or edit`, `kinds: ${Object.keys(WRITERS).join(', ')}`);
  return writer;
}
