import { toFault } from '../../domain/errors.ts';
import { testMessage } from '../../domain/notification/notification.ts';
import type { Uses } from '../../platform/services.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Notifier } from '../../services/notifier/notifier.ts';
import { route } from '../http/contract.ts';
import { noBodySchema, pageSchema } from '../operations/schema.ts';
import { listItems, readItem } from '../read-item.ts';
import { notificationView } from './views.ts';

type Dependencies = Uses<'catalog'>;

/** Receivers of notifications. All of it is for admins: the address of a webhook is often a secret itself. */
export const listNotifications = route({
  operationId: 'listNotifications',
  route: 'GET /v1/notifications',
  scope: 'admin',
  summary: 'Receivers of notifications',
  query: pageSchema,
  answer: 'Notification[]',
  handle: async (services: Dependencies, { query }) => {
    const { items, nextCursor } = await listItems(services, 'notification', query);
    return { items: items.map(notificationView), nextCursor };
  },
});

export const getNotification = route({
  operationId: 'getNotification',
  route: 'GET /v1/notifications/{name}',
  scope: 'admin',
  summary: 'A receiver',
  answer: 'Notification',
  etag: true,
  handle: async (services: Dependencies, { params }) =>
    notificationView(await readItem(services, 'notification', params.name)),
});

export const deleteNotification = route({
  operationId: 'deleteNotification',
  route: 'DELETE /v1/notifications/{name}',
  scope: 'admin',
  summary: 'Tell it nothing any more',
  ifMatch: true,
  handle: async (services: Uses<'catalog' | 'secrets'>, { params, ifMatch, about }) => {
    const { name, uid, secretArn } = await readItem(services, 'notification', params.name);
    about({ uid });
    await services.catalog.remove('notification', name, ifMatch === '*' ? undefined : ifMatch);
    if (secretArn) await services.secrets.remove(secretArn);
  },
});

/** One try, now; what came of it is the answer, whatever it was. */
export const testNotification = route({
  operationId: 'testNotification',
  route: 'POST /v1/notifications/{name}/test',
  scope: 'admin',
  summary: 'Send it a test message now, once; the answer is what it said',
  body: noBodySchema,
  answer: 'NotificationTest',
  handle: async (services: Uses<'catalog' | 'clock' | 'config'> & { notifier: Notifier }, request) => {
    const { clock, config, notifier } = services;
    const { name, uid, spec, secretArn } = await readItem(services, 'notification', request.params.name);
    request.about({ uid });
    const message = testMessage(name, clock.uuid(), isoNow(clock), config);
    try {
      const receipt = await notifier.send({ spec, secretArn }, message);
      return { delivered: true, message: message.id, ...receipt };
    } catch (thrown) {
      const fault = toFault(thrown);
      if (!NOT_TAKEN.has(fault.code)) throw fault;
      const { status, answer } = fault.details;
      const told = {
        ...(typeof status === 'number' ? { status } : {}),
        ...(typeof answer === 'string' ? { answer } : {}),
      };
      return { delivered: false, message: message.id, ...told, reason: fault.message };
    }
  },
});

const NOT_TAKEN = new Set<string>(['notification.undelivered', 'notification.address_refused']);
