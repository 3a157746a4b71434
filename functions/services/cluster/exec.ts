import { Fault } from '../../domain/errors.ts';
import type { Clock } from '../clock/clock.ts';
import { refusal } from './answers.ts';
import type { ExecOptions, ExecResult } from './cluster.ts';
import { type Connection, messageOf } from './connection.ts';
import type { Answer } from './exchange.ts';
import { createChannels, type Ending, type Output, PROTOCOLS, stdinFrames } from './exec-channels.ts';
import type { Session } from './session.ts';

type Command = ExecOptions & { namespace: string; pod: string };

const TRIES = 3;
const PAUSE_MS = 500;
/** Of the kubelet, and of the runtime when the container has just ended. */
const NOT_RUNNING =
  /^(unable to upgrade connection: )?container not found|container (is )?not running|in created state/;

/** Once its request may have arrived, a command is never begun again. */
export async function runCommand(connection: Connection, clock: Clock, command: Command): Promise<ExecResult> {
  const ended = new AbortController();
  const over = new AbortController();
  const timer = clock.sleep(command.timeoutSeconds * 1000, ended.signal).then(
    () => over.abort(new DOMException('', 'TimeoutError')),
    () => {}, // it has ended
  );
  try {
    const session = await openSession(connection, clock, command, over.signal);
    return await follow(session, command, over.signal);
  } finally {
    ended.abort();
    await timer;
  }
}

async function openSession(
  connection: Connection,
  clock: Clock,
  command: Command,
  over: AbortSignal,
): Promise<Session> {
  const path = pathOf(command);
  for (let tried = 1; ; tried += 1) {
    let sent = false;
    const onSent = () => {
      sent = true;
    };
    const found = await connection
      .open(path, { protocols: PROTOCOLS, signal: over, onSent })
      .catch((fault: Fault) => (sent ? lost(command, over, fault.message) : fault));
    if (!(found instanceof Fault) && 'frames' in found) return found;
    const fault = found instanceof Fault ? found : refused(command, path, found);
    const isFinal = fault.disposition !== 'Transient' || fault.details.final === true;
    if (isFinal || tried >= TRIES || over.aborted) throw fault;
    await clock.sleep((fault.retryAfterSeconds ?? 0) * 1000 + PAUSE_MS, over).catch(() => {
      throw fault;
    });
  }
}

function pathOf({ namespace, pod, container, command, stdin }: Command): string {
  const query = new URLSearchParams({
    container,
    stdout: 'true',
    stderr: 'true',
    ...(stdin === undefined ? {} : { stdin: 'true' }),
  });
  for (const word of command) query.append('command', word);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec?${query.toString()}`;
}

async function follow(session: Session, command: Command, over: AbortSignal): Promise<ExecResult> {
  const channels = createChannels(command.maxOutputBytes, command.keep);
  if (command.stdin !== undefined)
    for (const frame of stdinFrames(session.protocol, command.stdin)) session.send(frame);
  for await (const frame of session.frames) {
    if (channels.take(frame)) break; // a server says it last
  }
  session.drop();
  const ending = channels.ending();
  if (!ending) throw lost(command, over, 'the session broke off', channels.output());
  if ('refused' in ending) throw notRun(command, ending, channels.output());
  return { ...ending, ...channels.output() };
}

/** What the API server answers in place of a session: nothing has run. */
function refused(command: Command, path: string, answer: Answer): Fault {
  const { status, text, retryAfterSeconds } = answer;
  const said = messageOf(text);
  const where = placeOf(command);
  if (status === 404 && said) return new Fault('exec.pod_not_found', `${where}: ${said}`);
  // a kubelet that has just started anew has not heard of its pods yet
  if (status === 404) return new Fault('cluster.unreachable', `${where}: its node does not know the pod`);
  if (status === 400 && said) {
    const code = said.includes('is not valid for pod') ? 'exec.container_not_found' : 'exec.container_not_running';
    return new Fault(code, `${where}: ${said}`);
  }
  // the node's word, which the API server passes on as it is
  if (NOT_RUNNING.test(text)) return new Fault('exec.container_not_running', `${where}: ${text.slice(0, 300).trim()}`);
  if (status === 414 || status === 431) {
    const why = `a request line of ${path.length} characters was refused (${status}), by what stands before the API server or by itself`;
    return new Fault('cluster.request_refused', `${where}: ${why}`, { details: { status } });
  }
  if (status !== 429 && status < 500) return refusal({ method: 'GET', path }, answer);
  // what stands between may give up on a server that has begun
  if (said === undefined && status !== 429) return unknown(command, `${status} was answered, and not by an API server`);
  const details = { status };
  const pause = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return new Fault('cluster.unreachable', `the API server answered ${status}: ${said}`, { details, ...pause });
}

/** The node's own words. */
function notRun(command: Command, { refused: said }: Extract<Ending, { refused: string }>, output: Output): Fault {
  const text = `${placeOf(command)}: ${said.slice(0, 1000)}`;
  if (NOT_RUNNING.test(said)) return new Fault('exec.container_not_running', text);
  if (/OCI runtime exec failed|failed to (create|start) exec|executable file not found/.test(said)) {
    return new Fault('exec.not_started', text);
  }
  return unknown(command, said.slice(0, 1000), output);
}

function lost(command: Command, over: AbortSignal, why: string, output?: Output): Fault {
  if (!over.aborted) return unknown(command, why, output);
  const text = `${placeOf(command)}: a command did not end within ${command.timeoutSeconds} s`;
  return new Fault('exec.timed_out', text, { details: { ...output } });
}

function unknown(command: Command, why: string, output?: Output): Fault {
  const text = `${placeOf(command)}: nobody knows how a command ended: ${why}`;
  return new Fault('exec.outcome_unknown', text, { details: { ...output } });
}

function placeOf({ namespace, pod, container }: Command): string {
  return `container ${container} of pod ${namespace}/${pod}`;
}
