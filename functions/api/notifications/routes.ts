import { deleteNotification, getNotification, listNotifications, testNotification } from './notifications.ts';
import { createNotification, updateNotification } from './write-notification.ts';

export const notificationRoutes = [
  createNotification,
  listNotifications,
  getNotification,
  updateNotification,
  deleteNotification,
  testNotification,
];
