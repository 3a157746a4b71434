import type { APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { fieldsIn } from '../../domain/fields.ts';
import type { Contract } from './contract.ts';

/** ≤ 4 MiB an answer: a Lambda's answer ends at 6. */
const MAX_BYTES = 4_194_304;

/** What a handler gave, with the status and the headers of its contract. */
export function render({ status, location, etag, answer }: Contract, body: unknown): Result {
  if (answer === undefined) return { statusCode: 204, headers: {} };
  const fields = fieldsIn(body);
  const text = JSON.stringify(body);
  if (Buffer.byteLength(text) > MAX_BYTES) throw new Error('an answer of more than 4 MiB: its page is too long');
  return {
    statusCode: status ?? 200,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(etag ? { etag: `"${String(fields.generation)}"` } : {}),
      ...(location ? { location: location.replace(/\{(\w+)\}/, (_, name: string) => String(fields[name])) } : {}),
    },
    body: text,
  };
}
