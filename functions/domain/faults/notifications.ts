import { rejected, transient } from './entry.ts';

export const NOTIFICATION_FAULTS = {
  'notification.not_found': rejected(404, 'There is no such receiver', 'Create the receiver, or check its name.'),
  'notification.undelivered': transient(
    502,
    'The receiver did not take the message',
    'See that the receiver answers 2xx at its own address within 10 s, or that the topic lets Snapferry publish.',
  ),
  'notification.address_refused': rejected(
    422,
    'The address of the receiver is not allowed',
    'Give an https address that this installation may reach; http only within its ALLOWED_CIDRS.',
  ),
  'notification.topic_refused': rejected(
    422,
    'The topic is not allowed',
    'Name the topic in the parameter NotificationTopicArns of the stack; the embedded stack needs AWS_ENDPOINT_URL_SNS.',
  ),
} as const;
