import type { Answer, Call } from './api/request.ts';
import { parseTarget, verbOf } from './api/request.ts';
import { delay } from './clock.ts';
import type { RequestFault } from './faults.ts';
import { resourceOf } from './kinds.ts';
import type { Simulation } from './simulation.ts';
import { StatusError } from './status.ts';

/** What a fault's scope is compared with; a path that names no kind is its own resource. */
export function subjectOf(
  { kinds }: Simulation,
  call: Call,
): { verb: string; resource: string; namespace: string; name: string; user: string } {
  try {
    const target = parseTarget(kinds, call.path);
    const { kind, namespace, name, subresource } = target;
    const resource = subresource === '' ? resourceOf(kind) : `${resourceOf(kind)}/${subresource}`;
    return { verb: verbOf(call, target), resource, namespace, name, user: call.user };
  } catch {
    return { verb: call.method.toLowerCase(), resource: call.path, namespace: '', name: '', user: call.user };
  }
}

/** The fault that a request suffers before the API sees it, or with its answer. */
export function takeFault(
  { faults }: Simulation,
  subject: ReturnType<typeof subjectOf>,
): RequestFault['effect'] | undefined {
  const elsewhere = ({ effect }: RequestFault) => !('forbid' in effect) && !('expireContinue' in effect);
  return faults.take('request', subject, elsewhere)?.effect;
}

/** What the client gets instead of the API's answer; undefined: the request goes on. */
export async function suffer(
  { clock }: Simulation,
  effect: RequestFault['effect'],
): Promise<Answer | 'lost' | undefined> {
  if ('latencyMs' in effect) await delay(clock, effect.latencyMs);
  if ('reset' in effect) return 'lost';
  return 'status' in effect ? refusal(effect) : undefined;
}

const reasons: Record<number, string> = {
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function refusal({ status, message, retryAfterSeconds }: Extract<RequestFault['effect'], { status: number }>): Answer {
  const text =
    message ??
    (status === 429
      ? 'too many requests, please try again later'
      : 'an error on the server has prevented the request from succeeding');
  const details = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
  const { body } = new StatusError(status, reasons[status] ?? 'Unknown', text, details);
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { status, body, headers };
}
