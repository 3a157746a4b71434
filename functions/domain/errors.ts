import { BACKUP_FAULTS } from './faults/backups.ts';
import { CLUSTER_FAULTS } from './faults/clusters.ts';
import { COMMAND_FAULTS } from './faults/commands.ts';
import type { Disposition, FaultEntry } from './faults/entry.ts';
import { codeOfToday } from './faults/former.ts';
import { LOCATION_FAULTS } from './faults/locations.ts';
import { MOVER_FAULTS } from './faults/movers.ts';
import { NOTIFICATION_FAULTS } from './faults/notifications.ts';
import { OPERATION_FAULTS } from './faults/operations.ts';
import { REQUEST_FAULTS } from './faults/requests.ts';
import { RULE_FAULTS } from './faults/rules.ts';
import { SCHEDULE_FAULTS } from './faults/schedules.ts';
import { SELECTION_FAULTS } from './faults/selection.ts';
import { SNAPSHOT_FAULTS } from './faults/snapshots.ts';

/** What may go wrong: of each code what it means, and what a person can do. docs/errors.md is written from it. */
export const FAULTS = {
  ...REQUEST_FAULTS,
  ...CLUSTER_FAULTS,
  ...LOCATION_FAULTS,
  ...SCHEDULE_FAULTS,
  ...SELECTION_FAULTS,
  ...SNAPSHOT_FAULTS,
  ...COMMAND_FAULTS,
  ...RULE_FAULTS,
  ...MOVER_FAULTS,
  ...BACKUP_FAULTS,
  ...NOTIFICATION_FAULTS,
  ...OPERATION_FAULTS,
} as const satisfies Record<string, FaultEntry>;

export type FaultCode = keyof typeof FAULTS;

interface FaultOptions {
  cause?: unknown;
  /** JSON-safe facts for a person or the API: never a secret or an object's body. */
  details?: Record<string, unknown>;
  /** When the other side said when to come back. */
  retryAfterSeconds?: number;
  /** Overrides the disposition of the table, e.g. a Transient that has run out of time. */
  disposition?: Disposition;
}

/** Thrown by any layer. `name` is the disposition, since that is what a state machine's Retry and Catch see. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly disposition: Disposition;
  readonly details: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.disposition = options.disposition ?? FAULTS[code].disposition;
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.name = this.disposition;
  }
}

/** Of one field of a body. @param pointer RFC 6901 */
export function faultAt(code: FaultCode, pointer: string, message: string): Fault {
  return new Fault(code, message, { details: { errors: [{ pointer, message }] } });
}

/** Makes a Fault of anything thrown, once, at the edge of a service or of a handler. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  return new Fault('internal', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}

/** What the log says of anything thrown. */
export function causeOf(thrown: unknown): { code: FaultCode; reason: string } {
  const { code, message } = toFault(thrown);
  return { code, reason: message };
}

/** What a person can do about a fault that a record tells of, which may be of another release. */
export function remedyOf(code: string): string {
  const known: Readonly<Record<string, FaultEntry>> = FAULTS;
  return known[codeOfToday(code)]?.remedy ?? 'Another release has recorded this: look it up in its docs/errors.md.';
}

/** What a record keeps of a fault. */
export interface Failure {
  code: FaultCode;
  message: string;
  stage?: string;
}

export function failureOf(fault: Fault, stage?: string): Failure {
  return { code: fault.code, message: fault.message.slice(0, 3000), ...(stage ? { stage } : {}) };
}
