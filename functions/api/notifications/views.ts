import type * as z from 'zod';
import type { NotificationItem } from '../../services/catalog/catalog.ts';
import type { notificationAnswer } from './answers.ts';

/** All but the secret. */
export function notificationView({ name, uid, generation, spec, status, ...item }: NotificationItem) {
  const { lastDeliveredAt, failing, givenUp } = status;
  const { createdAt, createdBy, updatedAt } = item;
  const view: z.input<typeof notificationAnswer> = {
    name,
    uid,
    generation,
    ...spec,
    lastDeliveredAt,
    failing,
    givenUp,
    createdAt,
    createdBy,
    updatedAt,
  };
  return view;
}
