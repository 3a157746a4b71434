import { allOf, isOver } from '../kubelet/pod-status.ts';
import type { ExecEnd, ExecOutput, Runner, RunningExec } from '../kubelet/run.ts';
import type { Pod } from '../kubelet/types.ts';
import { objectKey } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { badRequest, notFound } from '../status.ts';
import { resources } from '../storage/types.ts';
import { checkAccess } from './access.ts';
import { type Answer, type Call, parseTarget, type Target } from './request.ts';

/** The client's end of a session. */
export interface Line {
  send(frame: Buffer): void;
  /** In good order. */
  close(): void;
  /** The connection breaks. */
  drop(): void;
}

/** A session that is granted; `begin` runs its command, and gives what takes the client's frames. */
export interface ExecSession {
  protocol: string;
  begin(line: Line): (frame: Buffer) => void;
}

/** What a fault does to a session whose command runs all the same. */
export interface SessionFault {
  losesStatus: boolean;
  dropsAfterMs: number | undefined;
}

const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const streams = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 };

export function isExec({ path }: Call): boolean {
  return /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/exec$/.test(path);
}

/** The answer is the kubelet's. Throws StatusError. */
export function openExec(
  simulation: Simulation,
  runner: Runner,
  call: Call,
  { offered, fault }: { offered: readonly string[]; fault: SessionFault },
): ExecSession | Answer {
  const target = parseTarget(simulation.kinds, call.path);
  // since 1.35 a GET that upgrades needs both
  for (const method of ['GET', 'POST']) checkAccess(simulation, { ...call, method }, target);
  const pod = simulation.store.get<Pod>(resources.pods, objectKey(target.namespace, target.name));
  if (pod === undefined) throw notFound(target.kind, target.name);
  const container = containerOf(pod, target, call);
  const protocol = protocols.find((one) => offered.includes(one));
  if (protocol === undefined) throw badRequest('Upgrade request required');
  const state = pod.status?.containerStatuses?.find(({ name }) => name === container.name)?.state;
  if (state?.running === undefined) {
    return { status: 500, body: Buffer.from(`container not found ("${container.name}")\n`), text: true };
  }
  const command = call.query.getAll('command');
  if (command.length === 0) throw badRequest('you must specify at least one command for the container');
  const readsStdin = call.query.get('stdin') === 'true';
  const start = (output: ExecOutput) => runner.exec(pod, container, command, output);
  return { protocol, begin: (line) => runSession(simulation, pod, start, { protocol, readsStdin, fault, line }) };
}

interface Session {
  protocol: string;
  readsStdin: boolean;
  fault: SessionFault;
  line: Line;
}

function runSession(
  { store, clock }: Simulation,
  pod: Pod,
  start: (output: ExecOutput) => RunningExec,
  { protocol, readsStdin, fault, line }: Session,
): (frame: Buffer) => void {
  let isOpen = true;
  const frame = (stream: number, bytes: Buffer) => isOpen && line.send(Buffer.concat([Buffer.of(stream), bytes]));
  function end(how: 'close' | 'drop'): void {
    if (!isOpen) return;
    isOpen = false;
    line[how]();
  }
  // as the kubelet does, to say that it is open
  frame(streams.stdout, Buffer.alloc(0));
  const running = start((name, bytes) => frame(streams[name], bytes));
  if (!readsStdin) running.stdin('end');
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    if (resource !== resources.pods || object.metadata.uid !== pod.metadata.uid) return;
    if (type === 'DELETED' || isOver(object as Pod)) running.kill();
  });
  if (fault.dropsAfterMs !== undefined) clock.after(fault.dropsAfterMs, () => end('drop'));
  void running.ended.then((how) => {
    unsubscribe();
    if (!fault.losesStatus) frame(streams.status, statusOf(how));
    end(fault.losesStatus ? 'drop' : 'close');
  });
  return (bytes) => {
    if (bytes[0] === streams.stdin) running.stdin(bytes.subarray(1));
    if (protocol === protocols[0] && bytes[0] === streams.close && bytes[1] === streams.stdin) running.stdin('end');
  };
}

function containerOf(pod: Pod, target: Target, call: Call) {
  const asked = call.query.get('container');
  const container = allOf(pod).find(({ name }) => !asked || name === asked);
  if (container === undefined) throw badRequest(`container ${asked} is not valid for pod ${target.name}`);
  if (pod.spec.nodeName === undefined) throw badRequest(`pod ${target.name} does not have a host assigned`);
  return container;
}

/** As the kubelet writes it (k8s.io/kubelet/pkg/cri/streaming/remotecommand). */
function statusOf(how: ExecEnd): Buffer {
  return Buffer.from(JSON.stringify({ metadata: {}, ...wordsOf(how) }));
}

function wordsOf(how: ExecEnd): object {
  if ('refused' in how) {
    const message = how.refused;
    const details = { causes: [{ message }] };
    return {
      status: 'Failure',
      message: `Internal error occurred: ${message}`,
      reason: 'InternalError',
      details,
      code: 500,
    };
  }
  if (how.exitCode === 0) return { status: 'Success' };
  const message = `command terminated with non-zero exit code: command terminated with exit code ${how.exitCode}`;
  const details = { causes: [{ reason: 'ExitCode', message: String(how.exitCode) }] };
  return { status: 'Failure', message, reason: 'NonZeroExitCode', details };
}
