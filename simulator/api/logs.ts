import { readFileSync } from 'node:fs';
import { allOf } from '../kubelet/pod-status.ts';
import type { Runner } from '../kubelet/run.ts';
import type { Pod } from '../kubelet/types.ts';
import { objectKey } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { badRequest, notFound } from '../status.ts';
import type { Answer, Call, Target } from './request.ts';

/** Where the kubelet keeps what containers print. */
export type Logs = Pick<Runner, 'logFile'>;

function contentOf(file: string | undefined): Buffer {
  try {
    return file === undefined ? Buffer.alloc(0) : readFileSync(file);
  } catch {
    // Nothing was printed yet.
    return Buffer.alloc(0);
  }
}

export function readLog(simulation: Simulation, logs: Logs, target: Target, call: Call): Answer {
  const pod = simulation.store.get<Pod>('pods', objectKey(target.namespace, target.name));
  if (pod === undefined) throw notFound(target.kind, target.name);
  const containers = pod.spec.containers.map((one) => one.name);
  const asked = call.query.get('container');
  if (!asked && containers.length > 1) {
    throw badRequest(
      `a container name must be specified for pod ${target.name}, choose one of: [${containers.join(' ')}]`,
    );
  }
  const container = asked || (containers[0] ?? '');
  if (allOf(pod).every(({ name }) => name !== container))
    throw badRequest(`container ${container} is not valid for pod ${target.name}`);
  if (call.query.get('previous') === 'true') {
    throw badRequest(`previous terminated container "${container}" in pod "${target.name}" not found`);
  }
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const state = [...initContainerStatuses, ...containerStatuses].find((one) => one.name === container)?.state;
  if (state?.running === undefined && state?.terminated === undefined) {
    // Without a node there is nobody to ask: an empty answer, not an error.
    if (pod.spec.nodeName === undefined) return { status: 204, body: Buffer.alloc(0), text: true };
    const reason = state?.waiting?.reason ?? 'ContainerCreating';
    const message = reason === 'ImagePullBackOff' ? 'trying and failing to pull image' : reason;
    throw badRequest(`container "${container}" in pod "${target.name}" is waiting to start: ${message}`);
  }
  let text = contentOf(logs.logFile(pod.metadata.uid, container));
  const tail = call.query.get('tailLines');
  if (tail !== null) text = lastLines(text, Number(tail));
  const limit = call.query.get('limitBytes');
  if (limit !== null) text = text.subarray(0, Number(limit));
  return { status: 200, body: text, text: true };
}

function lastLines(text: Buffer, count: number): Buffer {
  if (count <= 0) return Buffer.alloc(0);
  let at = text.at(-1) === 10 ? text.length - 1 : text.length;
  for (let left = count; left > 0 && at > 0; left -= 1) {
    const newline = text.lastIndexOf(10, at - 1);
    if (newline < 0) return text;
    at = newline;
  }
  return at === 0 ? text : text.subarray(at + 1);
}
