import * as z from 'zod';
import { faultAt } from '../../domain/errors.ts';
import {
  type NotificationSpec,
  notificationRequestSchema,
  notificationUpdateSchema,
} from '../../domain/notification/notification-spec.ts';
import type { Config } from '../../platform/config.ts';
import type { Uses } from '../../platform/services.ts';
import type { Notifier } from '../../services/notifier/notifier.ts';
import { createItem, lastRequestOf, newItem } from '../create-item.ts';
import { creates, route } from '../http/contract.ts';
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
  ...creates('/v1/notifications/{name}'),
  answer: 'Notification',
  handle: async (services: Dependencies, request) => {
    const { catalog, clock, config, notifier, secrets } = services;
    const { name, ...body } = request.body;
    request.about({ name });
    notifier.check(specOf(body));
    const item = await withLease(services, request, `change#notification#${name}`, async () => {
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
  handle: async (services: Dependencies, request) => {
    const { catalog, config, notifier, secrets } = services;
    const { body, ifMatch, about } = request;
    const { name } = request.params;
    notifier.check(specOf(body));
    const item = await withLease(services, request, `change#notification#${name}`, async () => {
      const { kind, uid, ...found } = await readItem(services, 'notification', name);
      const from = generationOf({ kind, name, generation: found.generation }, ifMatch);
      if (found.spec.kind !== body.kind) {
        const message = `the receiver is of kind ${found.spec.kind}; create another one`;
        throw faultAt('request.invalid', '/kind', message);
      }
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
