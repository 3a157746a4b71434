import type { APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { toFault } from '../../domain/errors.ts';
import type { Log } from '../../platform/logger.ts';
import type { AuditRecord, AuditTrail } from '../../services/audit/audit.ts';
import { type Clock, isoNow } from '../../services/clock/clock.ts';
import { callerOf } from './caller.ts';
import { statusOf } from './problem.ts';
import type { About, ApiEvent } from './request.ts';

interface Dependencies {
  audit: AuditTrail;
  clock: Clock;
  log: Log;
}

const LONGEST_TARGET = 512;

/**
 * Answers a request that changes something, or shows a secret, and leaves exactly one record of it: of one that was
 * refused or failed with its code. The line in the log comes first, then the row, then the answer: what cannot be put on
 * record is answered 503, and a repetition with the same Idempotency-Key finds what was done.
 */
export async function audited(
  { audit, clock, log }: Dependencies,
  event: ApiEvent,
  route: string,
  answer: (about: About) => Promise<Result>,
): Promise<Result> {
  const { subject, sourceIp } = callerOf(event);
  const { requestId } = event.requestContext;
  const facts: AuditRecord['facts'] = {};
  const record = async (target: unknown, outcome: Pick<AuditRecord, 'status' | 'code'>) => {
    const about = String(target).slice(0, LONGEST_TARGET);
    const entry = { at: isoNow(clock), subject, sourceIp, route, target: about, facts, ...outcome, requestId };
    log.info('audit', { audit: true, ...entry });
    await audit.append(entry);
  };
  let result: Result;
  try {
    result = await answer((more) => void Object.assign(facts, more));
  } catch (thrown) {
    const fault = toFault(thrown);
    await record(event.rawPath, { status: statusOf(fault), code: fault.code });
    throw thrown;
  }
  await record(result.headers?.location ?? event.rawPath, { status: result.statusCode ?? 200 });
  return result;
}
