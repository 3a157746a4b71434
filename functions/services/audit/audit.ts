import type { FaultCode } from '../../domain/errors.ts';
import type { Page } from '../ledger/ledger.ts';

/** A request that changed something, tried to, or was shown a secret. Never a secret, never a body. */
export interface AuditRecord {
  at: string;
  subject: string;
  sourceIp: string;
  /** `POST /v1/backups/{id}/cancel`. */
  route: string;
  /** The path of what it was about; of what was made, its own: `/v1/backups/bk-…`. */
  target: string;
  /** What else tells it apart: the uid, the name that was asked for, the generation that was made. */
  facts: Record<string, string | number | boolean | string[]>;
  /** The HTTP status that it was answered with. */
  status: number;
  /** Why it was refused, or failed. */
  code?: FaultCode;
  requestId: string;
}

export interface AuditFilter {
  subject?: string | undefined;
  /** A path, a part of one between two slashes, one of the facts, or the name of what ended: `c1` finds `/v1/clusters/c1/validate`. */
  target?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Who did what, when, from where. It grows and never changes: there is no call that replaces or removes a record. */
export interface AuditTrail {
  /** The same record twice is one. @throws Fault Transient `ledger.throttled` */
  append(record: AuditRecord): Promise<void>;
  /** Newest first. @throws Fault Rejected `request.cursor_invalid` */
  list(filter: AuditFilter, cursor?: string, limit?: number): Promise<Page<AuditRecord>>;
}
