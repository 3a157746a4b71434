import * as z from 'zod';
import { notificationUpdateSchema } from '../../domain/notification/notification-spec.ts';
import { ITEM_FIELDS, readOnlyFields } from '../http/read-only.ts';

const [sns, webhook] = notificationUpdateSchema.options;
const readOnly = readOnlyFields(...ITEM_FIELDS, 'lastDeliveredAt', 'failing', 'givenUp');

/** The body of PUT. */
export const notificationReplacementSchema = z.discriminatedUnion('kind', [
  sns.extend(readOnly),
  webhook.extend(readOnly),
]);
