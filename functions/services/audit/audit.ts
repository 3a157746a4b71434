import * as z from 'zod';
import type { Page } from '../../domain/cursor.ts';
import type { FaultCode } from '../../domain/errors.ts';
import { openRecord, time } from '../../domain/open-record.ts';

/** A request that changed something, tried to, or was shown a secret. Never a secret, never a body. */
export const auditSchema = openRecord({
  at: time,
  subject: z.string(),
  sourceIp: z.string(),
  route: z.string().meta({ example: 'POST /v1/backups/{id}/cancel' }),
  target: z.string().describe('the path of what it was about; of what was made, its own'),
  facts: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
    .describe(
      'uid, name, generation …; of a removal by force `ended`: the schedules that were removed and the operations that were cancelled with it, as `schedule nightly`, at most 50, and `endedInAll` where there were more',
    ),
  /** The HTTP status that it was answered with. */
  status: z.int(),
  /** Why it was refused, or failed; of another release, maybe. */
  code: z.custom<FaultCode>((code) => typeof code === 'string', 'the code of a fault').exactOptional(),
  requestId: z.string(),
});
export type AuditRecord = z.infer<typeof auditSchema>;

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
