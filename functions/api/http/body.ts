import { doubledKeyOf, shownKey } from '../../domain/doubled-key.ts';
import { Fault } from '../../domain/errors.ts';

/** 1 MiB: the gateway allows ten, no body of ours needs one. */
const MAX_BYTES = 1_048_576;
/** What a person describes; a tenth of what a row of DynamoDB may hold. */
const MAX_SPEC_BYTES = 65_536;

interface BodyOf {
  body?: string | undefined;
  isBase64Encoded: boolean;
  headers: Record<string, string | undefined>;
}

/**
 * The JSON object in the body; `{}` for a request without one.
 * @throws Fault Rejected `request.too_large`, `request.not_json`; neither repeats what was sent, which may be a secret
 */
export function readBody({ body, isBase64Encoded, headers }: BodyOf): object {
  if (body === undefined || body === '') return {};
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BYTES) throw new Fault('request.too_large', `the body has ${bytes.length} bytes`);
  const type = headers['content-type'] ?? '';
  if (!/^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(type)) {
    throw new Fault('request.not_json', 'the content-type is not application/json');
  }
  return parse(bytes);
}

function parse(bytes: Buffer): object {
  let parsed: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    parsed = JSON.parse(text, refusePrototypes);
    refuseDoubled(text);
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    // The parser's message quotes the body, which may hold a secret.
    throw new Fault('request.not_json', 'the body is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Fault('request.not_json', 'the body is JSON, but not an object');
  }
  return parsed;
}

/** Whoever copies fields one by one sets a prototype by it, and then it is gone: what was sent would be taken, and lost. */
function refusePrototypes(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Fault('request.invalid', 'a field is named __proto__, which no field may be');
  return value;
}

function refuseDoubled(text: string): void {
  const key = doubledKeyOf(text);
  if (key !== undefined) throw new Fault('request.invalid', `an object has a field twice: ${shownKey(key)}`);
}

/** @throws Fault Rejected `request.too_large` */
export function checkSpecSize(spec: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(spec));
  if (bytes > MAX_SPEC_BYTES) throw new Fault('request.too_large', `the spec has ${bytes} bytes`);
}
