import { Agent, type AgentOptions, type RequestOptions } from 'node:https';
import type { DirectCredentials } from '../../domain/cluster/cluster-spec.ts';
import { VERSION } from '../../domain/cluster/version.ts';
import { Fault } from '../../domain/errors.ts';
import { parseFields, wordsOf } from '../../domain/fields.ts';
import { MAX_OF_API_SERVER } from '../../domain/location/location-layout.ts';
import { type AddressPolicy, allowsHost, guardedLookup, unbracketed } from '../addresses/addresses.ts';
import type { Clock } from '../clock/clock.ts';
import { type Answer, type Exchange, overHttps } from './exchange.ts';
import { createGate } from './gate.ts';
import { type Opening, type OpenSession, overWebSocket, type Session } from './session.ts';

/*
 * The way to one API server with one identity. One keep-alive agent serves all its calls: a TLS handshake a call would
 * cost more than the call. Node's own https client does it without the 100-300 ms that importing client-node or undici
 * takes, follows no redirect, reads no proxy settings, and asks `lookup` at each connection, so that a name which
 * resolves to something else later (DNS rebinding) is refused there.
 */
export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the server's address, with its query. */
  path: string;
  body?: unknown;
  contentType?: string;
  accept?: string;
  /** In place of what any answer may have. */
  mostBytes?: number;
  /** In place of the connection's, for what is not worth its patience. */
  timeoutMs?: number;
  tries?: number;
}

export interface Connection {
  /**
   * The API server's answer, whatever its status, but 429 and 5xx, which are tried again.
   * @throws Fault Transient `cluster.unreachable`; `cluster.address_refused`; `cluster.request_refused` with reason
   *   `TooLarge` when the answer has more bytes than it may, 32 MiB at most
   */
  send(call: Call): Promise<Answer>;
  /**
   * A WebSocket at this path, or the API server's answer that refuses it, whatever its status. One try, on a connection of its
   * own: one that was kept may have gone stale, and then nobody could say whether the request had arrived.
   * @throws Fault as `send`, for whatever goes wrong on the way
   */
  open(path: string, opening: Opening): Promise<Session | Answer>;
  close(): void;
}

/** Whom to connect to, and as whom. */
export interface Reached {
  credentials: DirectCredentials;
  /** In place of the credentials' token, for one that ends: asked before each try. */
  token?: (() => Promise<string>) | undefined;
}

export interface ConnectionOptions extends Reached {
  policy: AddressPolicy;
  clock: Clock;
  timeoutMs?: number;
  tries?: number;
  /** In place of HTTPS: what answers within this process. */
  exchange?: Exchange;
  /** In place of WebSockets, likewise. */
  openSession?: OpenSession;
}

/** The API server's friends keep below 32; half of that is as fast, since each needs a connection of its own. */
const CALLS_AT_ONCE = 16;
/** Load balancers drop idle connections, and a frozen Lambda sees neither that nor its own timers. */
const IDLE_MS = 20_000;
/** Waiting longer than this inside a Task is the state machine's business. */
const LONGEST_PAUSE_SECONDS = 5;

export function connect(options: ConnectionOptions): Connection {
  const { credentials, policy, clock, timeoutMs = 10_000, tries = 3 } = options;
  const { exchange = overHttps, openSession = overWebSocket(clock) } = options;
  const server = new URL(credentials.server);
  if (!allowsHost(policy, server.hostname)) throw addressRefused(server.hostname);
  const tokenOf = options.token ?? (() => Promise.resolve(credentials.token));
  const trusted: AgentOptions = {
    ca: credentials.caData,
    ...(credentials.clientCertificate ? { cert: credentials.clientCertificate, key: credentials.clientKey } : {}),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    lookup: guardedLookup(policy, addressRefused),
  };
  const agent = new Agent({ ...trusted, keepAlive: true, maxSockets: CALLS_AT_ONCE, scheduling: 'lifo' });
  const sessions = new Agent(trusted);
  const gate = createGate(CALLS_AT_ONCE);
  let lastUsed = clock.now().getTime();

  async function attempt(call: Call): Promise<Answer> {
    const now = clock.now().getTime();
    if (now - lastUsed > IDLE_MS) closeIdle(agent);
    lastUsed = now;
    const body = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
    const headers = {
      accept: call.accept ?? 'application/json',
      ...(body ? { 'content-type': call.contentType ?? 'application/json', 'content-length': body.length } : {}),
    };
    const signal = AbortSignal.timeout(call.timeoutMs ?? timeoutMs);
    const request = requestTo(server, call.path, await tokenOf(), headers);
    return await exchange(
      { ...request, agent, method: call.method, signal },
      body,
      call.mostBytes ?? MAX_OF_API_SERVER,
    );
  }

  async function open(path: string, opening: Opening): Promise<Session | Answer> {
    const signal = AbortSignal.timeout(timeoutMs);
    const request = { ...requestTo(server, path, await tokenOf()), agent: sessions, signal };
    return await openSession(request, opening).catch((thrown: unknown) => {
      const over = [opening.signal, signal].find(({ aborted }) => aborted);
      throw faultOf(over ? over.reason : thrown, server.host);
    });
  }

  async function sendCall(call: Call): Promise<Answer> {
    const most = call.tries ?? tries;
    let doubt = false;
    for (let tried = 1; ; tried += 1) {
      const outcome = await attempt(call).catch((thrown: unknown) => faultOf(thrown, server.host));
      if (!(outcome instanceof Fault) && !isWorthRetrying(call, outcome)) {
        return doubt ? { ...outcome, afterDoubt: true } : outcome;
      }
      doubt ||= mayHaveHappened(outcome);
      const fault = outcome instanceof Fault ? outcome : overloaded(outcome);
      const pause = fault.retryAfterSeconds ?? 0;
      if (fault.disposition !== 'Transient' || fault.details.final || tried >= most) throw fault;
      if (pause > LONGEST_PAUSE_SECONDS) throw fault;
      await clock.sleep(pause * 1000 + jitter(clock, 200 * 2 ** tried));
    }
  }

  function close(): void {
    agent.destroy();
    sessions.destroy();
  }

  return { send: (call) => gate(() => sendCall(call)), open, close };
}

function requestTo(
  { hostname, port, pathname }: URL,
  path: string,
  token: string | undefined,
  headers: Record<string, string | number> = {},
): RequestOptions {
  return {
    hostname: unbracketed(hostname),
    port: port || '443',
    path: pathname.replace(/\/$/, '') + path,
    headers: {
      'user-agent': `snapferry/${VERSION}`,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
  };
}

/** A 409 of a create that is no AlreadyExists is a race on a ResourceQuota. */
function isWorthRetrying({ method }: Call, { status, text }: Answer): boolean {
  if (status === 409) return method === 'POST' && text.includes('"reason":"Conflict"');
  return status === 429 || status === 408 || status === 500 || (status >= 502 && status <= 504);
}

/** Errors of calls that never left. */
const NOT_SENT = new Set<unknown>(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Whether a try that failed may have taken effect: its answer was lost, or says of the server and not of the object. */
function mayHaveHappened(outcome: Answer | Fault): boolean {
  return outcome instanceof Fault ? !NOT_SENT.has(outcome.details.reason) : outcome.status >= 500;
}

function overloaded({ status, text, retryAfterSeconds }: Answer): Fault {
  const message = `the API server answered ${status}: ${messageOf(text) ?? 'no message'}`;
  return new Fault('cluster.unreachable', message, {
    details: { status },
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/** `message` of a `Status`, never the body itself: it may be anything. */
export function messageOf(text: string): string | undefined {
  try {
    const { kind, message } = parseFields(text);
    return kind === 'Status' && typeof message === 'string' ? message.slice(0, 1000) : undefined;
  } catch {
    return undefined; // not JSON: a proxy in between, or plain text
  }
}

/** Errors that stay what they are however often one tries: the certificate is wrong, not the network. */
const CERTIFICATE = /CERT|UNABLE_TO_(GET|VERIFY)|SELF_SIGNED|ERR_TLS|ERR_SSL|ERR_OSSL/;

function faultOf(thrown: unknown, host: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const { name, code = '', message } = wordsOf(thrown);
  if (name === 'AbortError' || name === 'TimeoutError') {
    return new Fault('cluster.unreachable', `${host} did not answer in time`);
  }
  const details = { reason: code, ...(CERTIFICATE.test(code) ? { final: true } : {}) };
  return new Fault('cluster.unreachable', `${host} did not answer: ${message || code || name}`, { details });
}

function addressRefused(host: string): Fault {
  const message = `server ${host} is, or resolves to, an address that is not allowed`;
  return new Fault('cluster.address_refused', message, { details: { field: 'server' } });
}

function closeIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

/** Full jitter: anything from nothing to `most` milliseconds. */
function jitter(clock: Clock, most: number): number {
  const [high = 0, low = 0] = clock.randomBytes(2);
  return (most * (high * 256 + low)) / 65_536;
}
