import * as z from 'zod';
import {
  type NotificationSpec,
  notificationRequestSchema,
  notificationUpdateSchema,
} from '../../domain/notification/notification-spec.ts';
import type { Config } from '../../platform/config.ts';
import type { Uses } from '../../platform/services.ts';
import type { Notifier } from '../../services/notifier/notifier.ts';
import { createItem, lastRequestOf, newItem } from '../create-item.ts';
import { route } from '../http/contract.ts';
import { invalidField } from '../http/invalid.ts';
import { ITEM_FIELDS, readOnlyFields } from '../http/read-only.ts';
import { readItem } from '../read-item.ts';
import { generationOf } from '../remove-item.ts';
import { withLease } from '../with-lease.ts';
import { notificationView } from './views.ts';

const [sns, webhook] = notificationUpdateSchema.options;
const readOnly = readOnlyFields(...ITEM_FIELDS, 'lastDeliveredAt', 'failing', 'givenUp');

/** The body of PUT. */
export const notificationReplacementSchema = z.discriminatedUnion('kind', [
  sns.extend(readOnly),
  webhook.extend(readOnly),
]);

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'leases' | 'secrets'> & { notifier: Notifier };

export const createNotification = route({
  operationId: 'createNotification',
  route: 'POST /v1/notifications',
  scope: 'admin',
  summary: 'Name a topic or a webhook that is told how operations end',
  body: notificationRequestSchema,
  idempotent: true,
  status: 201,
  location: '/v1/notifications/{name}',
  answer: 'Notification',
  etag: true,
  handle: async (services: Dependencies, request) => {
    const { catalog, clock, config, leases, notifier, secrets } = services;
    const { name, ...body } = request.body;
    request.about({ name });
    notifier.check(specOf(body));
    const lease = { name: `change#notification#${name}`, holder: request.requestId };
    const item = await withLease(leases, lease, async () => {
      const found = await catalog.read('notification', name);
      const uid = found?.uid ?? clock.uuid();
      const own = { kind: 'notification' as const, name, uid, spec: specOf(body), status: {} };
      const made = newItem(services, request, lastRequestOf(request, body), own);
      // The same request again, or somebody else's name: the catalogue tells which.
      if (found) return (await catalog.create(made)).item;
      if (body.kind === 'sns') return await createItem(services, made, []);
      const secretArn = await secrets.write(secretNameOf(config, uid), { secret: body.secret });
      return await createItem(services, { ...made, secretArn }, [secretArn]);
    });
    request.about({ uid: item.uid });
    return notificationView(item);
  },
});

export const updateNotification = route({
  operationId: 'updateNotification',
  route: 'PUT /v1/notifications/{name}',
  scope: 'admin',
  summary: 'Change a receiver; a secret that is left out stays',
  body: notificationReplacementSchema,
  ifMatch: true,
  answer: 'Notification',
  etag: true,
  handle: async (services: Dependencies, { body, ifMatch, params: { name }, requestId, about }) => {
    const { catalog, config, leases, notifier, secrets } = services;
    notifier.check(specOf(body));
    const lease = { name: `change#notification#${name}`, holder: requestId };
    const item = await withLease(leases, lease, async () => {
      const { kind, uid, ...found } = await readItem(services, 'notification', name);
      const from = generationOf({ kind, name, generation: found.generation }, ifMatch);
      if (found.spec.kind !== body.kind) throw anotherKind(found.spec.kind);
      if (body.kind === 'webhook' && body.secret) {
        await secrets.write(secretNameOf(config, uid), { secret: body.secret });
      }
      return await catalog.update({ kind, name, uid, spec: specOf(body) }, from);
    });
    about({ uid: item.uid, generation: item.generation });
    return notificationView(item);
  },
});

function secretNameOf({ secretPrefix }: Pick<Config, 'secretPrefix'>, uid: string): string {
  return `${secretPrefix}/notifications/${uid}`;
}

/** Field by field, so that no secret gets into the catalogue. */
function specOf(body: z.output<typeof notificationUpdateSchema>): NotificationSpec {
  const { kind, events } = body;
  return kind === 'sns' ? { kind, topicArn: body.topicArn, events } : { kind, url: body.url, events };
}

function anotherKind(kind: string) {
  const message = `the receiver is of kind ${kind}; create another one`;
  return invalidField('/kind', message);
}
