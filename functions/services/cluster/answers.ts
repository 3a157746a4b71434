import * as z from 'zod';
import { invalid } from '../../domain/cluster/cluster-answers.ts';
import { Fault } from '../../domain/errors.ts';
import { isFields, parseFields } from '../../domain/fields.ts';
import type { KubeObject } from './cluster.ts';
import { type Call, messageOf } from './connection.ts';
import type { Answer } from './exchange.ts';

/** The JSON of a 2xx answer; what is in it is for its reader to look at. */
export function parse(call: Call, answer: Answer): unknown {
  if (answer.status < 200 || answer.status > 299) throw refusal(call, answer);
  try {
    return JSON.parse(answer.text);
  } catch {
    // the parser's message quotes the body, which may be a Secret
    throw new Fault('cluster.unreachable', `${call.method} ${pathOnly(call)} was not answered with JSON`);
  }
}

/** An answer of this form. @throws Fault Permanent `cluster.answer_invalid`, naming the field */
export function parseAs<Form>(schema: z.ZodType<Form>, call: Call, answer: Answer): Form {
  const read = schema.safeParse(parse(call, answer));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw invalid(`${call.method} ${pathOnly(call)}: ${issue?.path.join('.') || 'it'} is not what an API server answers`);
}

/** One object. Of its fields only that it has metadata is certain: whoever reads one looks at what it is. */
export const objectSchema = z.custom<KubeObject>((value) => isFields(value) && isFields(value.metadata));

export function reasonOf({ text }: Answer): string {
  try {
    const { kind, reason } = parseFields(text);
    return kind === 'Status' && typeof reason === 'string' ? reason : '';
  } catch {
    return ''; // not JSON, so not the API server's own words
  }
}

/** The Fault of an answer that is neither success nor worth another try. */
export function refusal(call: Call, answer: Answer): Fault {
  const { status } = answer;
  const reason = reasonOf(answer);
  const message = quotesObject(call, status) ? undefined : messageOf(answer.text);
  const details = { status, reason, ...(message ? { message } : {}) };
  const text = `${call.method} ${pathOnly(call)}: ${status} ${message ?? reason}`.trimEnd();
  if (status === 401) return new Fault('cluster.unauthorized', text, { details });
  if (status === 403) return new Fault('cluster.forbidden', text, { details });
  if (status >= 300 && status < 400) {
    return new Fault('cluster.request_refused', `${text}: redirects are never followed`, { details });
  }
  return new Fault('cluster.request_refused', text, { details });
}

/** What the API server says of an invalid Secret may quote its values. */
function quotesObject({ path, body }: Call, status: number): boolean {
  return body !== undefined && (status === 400 || status === 422) && /\/secrets(\/|\?|$)/.test(path);
}

function pathOnly({ path }: Call): string {
  return path.replace(/\?.*$/, '');
}
