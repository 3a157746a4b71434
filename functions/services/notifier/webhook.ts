import { type IncomingMessage, request as sendPlain } from 'node:http';
import { request as sendSecure } from 'node:https';
import { bytesOf } from '../../domain/bytes.ts';
import { VERSION } from '../../domain/cluster/version.ts';
import { Fault, faultAt } from '../../domain/errors.ts';
import { wordsOf } from '../../domain/fields.ts';
import { type Message, signatureOf } from '../../domain/notification/notification.ts';
import { type AddressPolicy, allowsHost, guardedLookup, unbracketed } from '../addresses/addresses.ts';
import type { Clock } from '../clock/clock.ts';
import type { Receipt } from './notifier.ts';

const MAX_ANSWER_BYTES = 1_024;

export interface WebhookOptions {
  clock: Pick<Clock, 'now'>;
  /** What an https receiver may have; http only within ranges that the installation names. */
  policies: { https: AddressPolicy; http: AddressPolicy };
  timeoutMs?: number;
}

/** @throws Fault Rejected `notification.address_refused`; a name is looked at again when it is resolved, at each connection */
export function checkAddress(url: URL, policies: WebhookOptions['policies']): void {
  if (!allowsHost(policyFor(url, policies), url.hostname)) throw addressRefused(url.hostname);
}

/** One POST: no redirect, no proxy. 2xx is taken; of what else it says the beginning is read, for people. */
export async function postWebhook(
  url: URL,
  secret: string,
  message: Message,
  { clock, policies, timeoutMs = 10_000 }: WebhookOptions,
): Promise<Receipt> {
  checkAddress(url, policies);
  const text = JSON.stringify(message);
  const unixSeconds = Math.floor(clock.now().getTime() / 1000);
  const send = url.protocol === 'http:' ? sendPlain : sendSecure;
  const response = await new Promise<IncomingMessage>((done, fail) => {
    const request = send(
      {
        agent: false,
        hostname: unbracketed(url.hostname),
        port: url.port || undefined,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
          'user-agent': `snapferry/${VERSION}`,
          'snapferry-signature': signatureOf(secret, unixSeconds, text),
        },
        lookup: guardedLookup(policyFor(url, policies), addressRefused),
        signal: AbortSignal.timeout(timeoutMs),
      },
      done,
    );
    request.on('error', fail);
    request.end(text);
  }).catch((thrown: unknown) => {
    throw undelivered(thrown, url.host);
  });
  const status = response.statusCode ?? 0;
  const answer = await beginningOf(response);
  if (status >= 200 && status < 300) return { status, answer };
  const hint = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  throw new Fault('notification.undelivered', `${url.host} answered ${status}${hint}`, { details: { status, answer } });
}

function policyFor({ protocol }: URL, { https, http }: WebhookOptions['policies']): AddressPolicy {
  return protocol === 'http:' ? http : https;
}

/** Whatever comes after the beginning is left unread; one that breaks off has said all that it will. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of bytesOf(response)) {
      parts.push(part);
      size += part.length;
      if (size >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // the status has come, and it is what counts
  }
  response.destroy();
  return Buffer.concat(parts).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

function undelivered(thrown: unknown, host: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const { name, code, message } = wordsOf(thrown);
  const late = name === 'AbortError' || name === 'TimeoutError';
  const why = late ? 'did not answer in time' : `could not be reached: ${code ?? message}`;
  return new Fault('notification.undelivered', `${host} ${why}`);
}

function addressRefused(hostname: string): Fault {
  const message = `${hostname} is, or resolves to, an address that is not allowed; http is for ranges that are named only`;
  return faultAt('notification.address_refused', '/url', message);
}
