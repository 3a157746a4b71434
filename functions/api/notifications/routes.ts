import type * as z from 'zod';
import { type Fault, toFault } from '../../domain/errors.ts';
import { testMessage } from '../../domain/notification/notification.ts';
import {
  type NotificationSpec,
  notificationRequestSchema,
  type notificationUpdateSchema,
} from '../../domain/notification/notification-spec.ts';
import type { Services } from '../../platform/services.ts';
import { type NewItem, notFound } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Notifier } from '../../services/notifier/notifier.ts';
import { createItem } from '../create-item.ts';
import { invalidField } from '../http/invalid.ts';
import { created, etagOf, noContent, ok } from '../http/reply.ts';
import type { ApiRequest } from '../http/request.ts';
import type { RouteHandler, RouteHandlers } from '../http/router.ts';
import { noBodySchema, pageSchema } from '../operations/schema.ts';
import { generationOf } from '../remove-item.ts';
import { hashOf } from '../start-operation.ts';
import { withLease } from '../with-lease.ts';
import type { testAnswer } from './answers.ts';
import { notificationReplacementSchema } from './schema.ts';
import { type NotificationItem, notificationView } from './views.ts';

type Needs = Pick<Services, 'catalog' | 'clock' | 'config' | 'leases' | 'secrets'> & { notifier: Notifier };

/** Receivers of notifications. All of it is for admins: the address of a webhook is often a secret itself. */
export function notificationRoutes(services: Needs): RouteHandlers<'apiNotifications'> {
  const { catalog, clock, config, leases, notifier, secrets } = services;

  async function read({ params }: ApiRequest): Promise<NotificationItem> {
    const found = await catalog.read('notification', params.name ?? '');
    if (!found) throw notFound('notification', params.name ?? '');
    return found;
  }

  const create: RouteHandler = async (request) => {
    const { name, ...body } = request.body(notificationRequestSchema);
    request.about({ name });
    notifier.check(specOf(body));
    const lastRequest = { key: request.idempotencyKey ?? request.requestId, hash: hashOf(body) };
    const lease = { name: `change#notification#${name}`, holder: request.requestId };
    const item = await withLease(leases, lease, async () => {
      const found = await catalog.read('notification', name);
      const at = isoNow(clock);
      const made: NewItem<'notification'> = {
        kind: 'notification',
        name,
        uid: found?.uid ?? clock.uuid(),
        generation: 1,
        spec: specOf(body),
        status: {},
        createdAt: at,
        createdBy: request.caller.subject,
        updatedAt: at,
        lastRequest,
      };
      // The same request again, or somebody else's name: the catalogue tells which.
      if (found) return (await catalog.create(made)).item;
      if (body.kind === 'sns') return await createItem(services, made, []);
      const secretArn = await secrets.write(secretNameOf(made.uid), { secret: body.secret });
      return await createItem(services, { ...made, secretArn }, [secretArn]);
    });
    request.about({ uid: item.uid });
    return created(`/v1/notifications/${name}`, notificationView(item), etagOf(item));
  };

  const list: RouteHandler = async (request) => {
    const { limit, cursor } = request.query(pageSchema);
    const { items, nextCursor } = await catalog.list('notification', cursor, limit);
    const views = items.map(notificationView);
    return ok({ items: views, ...(nextCursor ? { nextCursor } : {}) });
  };

  const get: RouteHandler = async (request) => {
    const item = await read(request);
    return ok(notificationView(item), etagOf(item));
  };

  const update: RouteHandler = async (request) => {
    const ifMatch = request.ifMatch();
    const body = request.body(notificationReplacementSchema);
    notifier.check(specOf(body));
    const { name = '' } = request.params;
    const lease = { name: `change#notification#${name}`, holder: request.requestId };
    const item = await withLease(leases, lease, async () => {
      const found = await read(request);
      const from = generationOf(found, ifMatch);
      if (found.spec.kind !== body.kind) throw anotherKind(found.spec.kind);
      if (body.kind === 'webhook' && body.secret) await secrets.write(secretNameOf(found.uid), { secret: body.secret });
      const change = { kind: found.kind, name, uid: found.uid, spec: specOf(body) };
      return await catalog.update(change, from);
    });
    request.about({ uid: item.uid, generation: item.generation });
    return ok(notificationView(item), etagOf(item));
  };

  const remove: RouteHandler = async (request) => {
    const ifMatch = request.ifMatch();
    const { name, uid, secretArn } = await read(request);
    request.about({ uid });
    await catalog.remove('notification', name, ifMatch === '*' ? undefined : ifMatch);
    if (secretArn) await secrets.remove(secretArn);
    return noContent();
  };

  /** One try, now; what came of it is the answer, whatever it was. */
  const test: RouteHandler = async (request) => {
    request.body(noBodySchema);
    const { name, uid, spec, secretArn } = await read(request);
    request.about({ uid });
    const message = testMessage(name, clock.uuid(), isoNow(clock), config);
    const answer = (found: z.input<typeof testAnswer>) => ok(found);
    try {
      const receipt = await notifier.send({ spec, secretArn }, message);
      return answer({ delivered: true, message: message.id, ...receipt });
    } catch (thrown) {
      const fault = toFault(thrown);
      if (!NOT_TAKEN.has(fault.code)) throw fault;
      const { status, answer: said } = fault.details as { status?: number; answer?: string };
      return answer({ delivered: false, message: message.id, status, answer: said, reason: fault.message });
    }
  };

  function secretNameOf(uid: string): string {
    return `${config.secretPrefix}/notifications/${uid}`;
  }

  return {
    'POST /v1/notifications': create,
    'GET /v1/notifications': list,
    'GET /v1/notifications/{name}': get,
    'PUT /v1/notifications/{name}': update,
    'DELETE /v1/notifications/{name}': remove,
    'POST /v1/notifications/{name}/test': test,
  };
}

const NOT_TAKEN = new Set<string>(['notification.undelivered', 'notification.address_refused']);

/** Field by field, so that no secret gets into the catalogue. */
function specOf(body: z.output<typeof notificationUpdateSchema>): NotificationSpec {
  const { kind, events } = body;
  return kind === 'sns' ? { kind, topicArn: body.topicArn, events } : { kind, url: body.url, events };
}

function anotherKind(kind: string): Fault {
  const message = `the receiver is of kind ${kind}; create another one`;
  return invalidField('/kind', message);
}
