import { toFault } from '../domain/errors.ts';
import {
  eventsOf,
  isTooOld,
  type Message,
  messageIdOf,
  messageOf,
  nextTryAt,
} from '../domain/notification/notification.ts';
import { asksFor } from '../domain/notification/notification-spec.ts';
import type { Operation, OperationChanges } from '../domain/operation/operation.ts';
import { listAllItems } from '../platform/list-all-items.ts';
import type { Uses } from '../platform/services.ts';
import type { NotificationItem } from '../services/catalog/catalog.ts';
import { isoNow } from '../services/clock/clock.ts';
import type { Notifier } from '../services/notifier/notifier.ts';
import { closeIfComplete } from './close-if-complete.ts';

export type AnnounceServices = Uses<'catalog' | 'clock' | 'config' | 'ledger' | 'log' | 'metrics'> & {
  notifier: Notifier;
};
type Told = Required<Pick<Operation, 'notified' | 'undelivered'>>;

/**
 * Tells receivers how an operation ended, until each has taken the message or was tried for two days. A message is sent at
 * least once: who dies between sending and noting sends it again, under the same id. Receivers are told side by side, and
 * nobody waits for one that does not answer: within one announcer it is tried once, and again by a later sweep.
 * The operation stays among the open ones until then.
 */
export function createAnnouncer(services: AnnounceServices) {
  const { catalog, clock, config, ledger, log, metrics, notifier } = services;
  const silent = new Set<string>();
  let receivers: Promise<NotificationItem[]> | undefined;

  /** @returns whether everybody is told, or given up */
  return async function announce(operation: Operation): Promise<boolean> {
    if (operation.notifiedAt) return await note(operation, {});
    receivers ??= listAllItems(catalog, 'notification');
    const told: Told = { notified: { ...operation.notified }, undelivered: { ...operation.undelivered } };
    const before = JSON.stringify(told);
    const messages = await messagesFor(operation, await receivers);
    await Promise.all(messages.map(([receiver, message]) => tell(operation, receiver, message, told)));
    const done = messages.every(
      ([{ uid }]) => told.notified[uid] || (told.undelivered[uid] && !told.undelivered[uid].nextAt),
    );
    const changes = before === JSON.stringify(told) ? {} : told;
    return await note(operation, done ? { ...changes, notifiedAt: isoNow(clock) } : changes);
  };

  async function note(operation: Operation, changes: OperationChanges): Promise<boolean> {
    const isChanged = Object.keys(changes).length > 0;
    const standing = isChanged ? await ledger.updateEnded(operation.operationId, changes) : operation;
    await closeIfComplete(services, standing);
    return standing?.notifiedAt !== undefined;
  }

  /** Who is to be told, and what: those who were there at the end and asked for it. */
  async function messagesFor(operation: Operation, all: readonly NotificationItem[]) {
    const there = all.filter(({ createdAt }) => createdAt <= (operation.finishedAt ?? ''));
    if (there.length === 0 || eventsOf(operation).length === 0) return [];
    const events = eventsOf(operation, operation.slot && (await ledger.readRunBefore(operation)));
    return there.flatMap((receiver): [NotificationItem, Message][] => {
      const type = events.find((event) => asksFor(receiver.spec.events, event));
      return type ? [[receiver, messageOf(operation, type, config)]] : [];
    });
  }

  async function tell(operation: Operation, receiver: NotificationItem, message: Message, told: Told): Promise<void> {
    const { name, uid, spec, secretArn, status } = receiver;
    const tried = told.undelivered[uid];
    const { tries = 0, nextAt = '' } = tried ?? {};
    if (told.notified[uid] || (tried && nextAt === '')) return;
    if (silent.has(uid) && isHopeless(operation, receiver)) {
      const reason = `it has taken nothing since ${status.failing?.since}`;
      told.undelivered[uid] = { tries, reason };
      await sayGivenUp(operation, name, reason);
      return;
    }
    if (nextAt > isoNow(clock) || silent.has(uid)) return;
    try {
      await notifier.send({ spec, secretArn }, message);
      told.notified[uid] = isoNow(clock);
      delete told.undelivered[uid];
      await catalog.writeStatus('notification', name, uid, { lastDeliveredAt: isoNow(clock), failing: undefined });
    } catch (thrown) {
      silent.add(uid);
      const reason = toFault(thrown).message.slice(0, 500);
      const now = clock.now();
      const next = nextTryAt(tries + 1, new Date(operation.finishedAt ?? now), now);
      told.undelivered[uid] = { tries: tries + 1, reason, ...(next ? { nextAt: next.toISOString() } : {}) };
      metrics.emit({ NotificationFailures: 1 });
      log.warn('notification not delivered', { receiver: name, messageId: message.id, tries: tries + 1, reason });
      const failed = { at: now.toISOString(), message: message.id, reason };
      const failing = { since: status.failing?.since ?? failed.at, ...failed };
      await catalog.writeStatus('notification', name, uid, next ? { failing } : { failing, givenUp: failed });
      if (!next) await sayGivenUp(operation, name, reason);
    }
  }

  /**
   * Both the message and the silence are as old as a message gets. With a try for each, of which a sweep makes one, the
   * messages to somebody who is gone for good would pile up among the open operations.
   */
  function isHopeless({ finishedAt }: Operation, { status }: NotificationItem): boolean {
    const { since } = status.failing ?? {};
    const now = clock.now();
    return since !== undefined && isTooOld(new Date(since), now) && isTooOld(new Date(finishedAt ?? now), now);
  }

  async function sayGivenUp(operation: Operation, receiver: string, reason: string): Promise<void> {
    const message = `${receiver} was not told of ${messageIdOf(operation)}: ${reason}`;
    await ledger.appendEvent(operation.operationId, { type: 'NotificationGivenUp', message });
  }
}
