import type * as z from 'zod';
import type { NotificationItem } from '../../services/catalog/catalog.ts';
import { shown } from '../http/shown.ts';
import { notificationAnswer } from './answers.ts';

/** All but the secret. */
export function notificationView(item: NotificationItem): z.input<typeof notificationAnswer> {
  return shown(notificationAnswer, { ...item, ...item.spec, ...item.status });
}
