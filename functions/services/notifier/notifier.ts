import type { Message } from '../../domain/notification/notification.ts';
import type { NotificationSpec } from '../../domain/notification/notification-spec.ts';

export interface Receiver {
  spec: NotificationSpec;
  /** Of a webhook: where its signing secret is. */
  secretArn?: string | undefined;
}

/** What a receiver said when it took a message. */
export interface Receipt {
  status: number;
  /** The beginning of its answer. */
  answer: string;
}

/** Hands messages to receivers. One call is one try. */
export interface Notifier {
  /** @throws Fault Rejected `notification.address_refused`, `notification.topic_refused`, with a pointer to the field */
  check(spec: NotificationSpec): void;
  /** @throws Fault Transient `notification.undelivered`, with status and answer where there was one */
  send(receiver: Receiver, message: Message): Promise<Receipt>;
}
