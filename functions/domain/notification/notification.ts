import { createHmac } from 'node:crypto';
import { isReduced, warnOfLacks } from '../backup/reduced.ts';
import { remedyOf } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { picked } from '../picked.ts';
import { NOTIFICATION_EVENTS, type NotificationEvent } from './notification-spec.ts';

type Summary = ReturnType<typeof summaryOf>;

/** What a receiver gets, as JSON. */
export interface Message {
  /** The same however often it is sent: receivers know by it what they have had. */
  id: string;
  type: NotificationEvent | 'test';
  /** When it happened. */
  time: string;
  installation: string;
  stage: string;
  operation?: { [Name in keyof Summary]?: Summary[Name] | undefined };
  /** Where to read on: a path, below the address of the API where that is known. */
  link: string;
}

type Ended = Parameters<typeof isReduced>[0];

interface Sender {
  installationId: string;
  stage: string;
  apiUrl: string;
}

const MAX_UNPROTECTED = 20;
const MAX_WARNINGS = 20;
const MAX_FINDINGS = 10;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Between two tries of one message. */
const WAITS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR];
const GIVEN_UP_AFTER = 48 * HOUR;

/** What an end is to receivers, the most telling first. @param before the run before it of the same schedule */
export function eventsOf(
  operation: Ended & Pick<Operation, 'newFindings' | 'damagedBackups'>,
  before?: Ended,
): NotificationEvent[] {
  const { damagedBackups = [] } = operation;
  return [...(damagedBackups.length > 0 ? (['backup.damaged'] as const) : []), ...endingsOf(operation, before)];
}

function endingsOf(operation: Ended & Pick<Operation, 'newFindings'>, before?: Ended): NotificationEvent[] {
  const { kind, phase, newFindings = 0 } = operation;
  const plain = `${kind}.${phase.toLowerCase()}`;
  const known = NOTIFICATION_EVENTS.filter((event) => event === plain);
  if (isReduced(operation)) return ['backup.reduced', ...known];
  const wasAmiss = before && (before.phase === 'Failed' || before.phase === 'Missed' || isReduced(before));
  if (kind === 'backup' && phase === 'Succeeded' && wasAmiss) return ['backup.recovered', ...known];
  return newFindings > 0 ? [...known, 'location.finding'] : known;
}

export function messageOf(operation: Operation, type: NotificationEvent, sender: Sender): Message {
  const { operationId, kind, finishedAt, updatedAt } = operation;
  return {
    ...envelope(sender, `/v1/${PATHS[kind] ?? 'operations'}/${operationId}`),
    id: messageIdOf(operation),
    type,
    time: finishedAt ?? updatedAt,
    operation: summaryOf(operation),
  };
}

/** What is undefined is not in the message. */
function summaryOf(operation: Operation) {
  const { refs, slot, error, holds, unprotected, warnings, findings, damagedBackups } = operation;
  return {
    id: operation.operationId,
    ...picked(operation, 'kind', 'name', 'phase', 'createdAt', 'startedAt', 'finishedAt', 'bytes'),
    cluster: refs.cluster.name,
    location: refs.locations[0]?.name,
    schedule: slot?.schedule.name,
    scheduledTime: slot?.scheduledTime,
    // Of a backup: claims that it has data of; and what of its selection it has no data of, and why.
    volumes: holds?.volumes,
    unprotected: someOf(unprotected, MAX_UNPROTECTED),
    warnings: someOf([...warnOfLacks(operation), ...warnings], MAX_WARNINGS),
    // Of a maintenance: what is amiss at the location; and backups that it has found to lack data there.
    findings: someOf(
      findings?.map(({ message }) => message),
      MAX_FINDINGS,
    ),
    damagedBackups: someOf(damagedBackups),
    error: error && { code: error.code, message: error.message, remedy: remedyOf(error.code) },
  };
}

function someOf<One>(all: readonly One[] = [], most = all.length): One[] | undefined {
  return all.length > 0 ? all.slice(0, most) : undefined;
}

const PATHS: Partial<Record<Operation['kind'], string>> = { backup: 'backups', restore: 'restores' };

export function testMessage(name: string, id: string, time: string, sender: Sender): Message {
  return { ...envelope(sender, `/v1/notifications/${name}`), id: `test-${id}`, type: 'test', time };
}

function envelope({ installationId, stage, apiUrl }: Sender, path: string) {
  return { installation: installationId, stage, link: `${apiUrl}${path}` };
}

export function messageIdOf({ operationId, phase }: Pick<Operation, 'operationId' | 'phase'>): string {
  return `${operationId}-${phase.toLowerCase()}`;
}

/** One line for people: the subject of a mail. */
export function subjectOf({ type, operation }: Message): string {
  const about = operation ? `${operation.name} (${operation.cluster})` : 'it can be reached';
  // SNS takes at most 100 printable ASCII characters.
  return `Snapferry: ${type}: ${about}`.replace(/[^ -~]/g, '?').slice(0, 100);
}

/** The header Snapferry-Signature: hex HMAC-SHA256 of `<unix seconds>.<body>`. */
export function signatureOf(secret: string, unixSeconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex');
  return `t=${unixSeconds},v1=${digest}`;
}

/** When a message is tried again that has failed `tries` times; undefined: not any more. */
export function nextTryAt(tries: number, endedAt: Date, now: Date): Date | undefined {
  const wait = WAITS[tries - 1];
  if (wait === undefined || isTooOld(endedAt, now)) return undefined;
  return new Date(now.getTime() + wait);
}

export function isTooOld(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() > GIVEN_UP_AFTER;
}
