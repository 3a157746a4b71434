import type { Schemas } from '../../client/client.ts';
import { ALL_EVENTS, EVENTS, type Event } from '../words/notifications.ts';

export type Receiver = Schemas['Notification'];

export interface Draft {
  name: string;
  kind: Receiver['kind'];
  topicArn: string;
  url: string;
  secret: string;
  events: readonly Event[];
}

export const NEW: Draft = {
  name: '',
  kind: 'webhook',
  topicArn: '',
  url: '',
  secret: '',
  events: ALL_EVENTS.filter((event) => EVENTS[event].usual),
};

export function draftOf({ name, kind, topicArn = '', url = '', events }: Receiver): Draft {
  return { name, kind, topicArn, url, secret: '', events };
}

export function requestOf({ name, ...draft }: Draft): Schemas['NotificationRequest'] {
  const own = { name: name.trim(), events: [...draft.events] };
  if (draft.kind === 'sns') return { ...own, kind: 'sns', topicArn: draft.topicArn.trim() };
  return { ...own, kind: 'webhook', url: draft.url.trim(), secret: draft.secret.trim() };
}

/** A secret that nobody has typed stays. */
export function updateOf({ kind, topicArn, url, secret, events }: Draft): Schemas['NotificationUpdate'] {
  if (kind === 'sns') return { kind, topicArn: topicArn.trim(), events: [...events] };
  const own = { kind, url: url.trim(), events: [...events] };
  return secret.trim() === '' ? own : { ...own, secret: secret.trim() };
}

/** 256 bits, as text of a URL. */
export function makeSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '');
}
