import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import type { BusEvent } from '../../../local/event-bus.ts';
import type { JsonObject } from '../../../local/json.ts';
import { closeServer, listenOnLoopback } from '../../../local/loopback.ts';
import { ensureMotoPython } from '../python.ts';
import type { VirtualClock } from '../virtual-clock.ts';

const STATUS_CHANGE = 'Step Functions Execution Status Change';

/** What moto's executions work on. */
interface Surroundings {
  clock: VirtualClock;
  invoke: (functionName: string, payload: unknown) => Promise<unknown>;
  /** Takes what EventBridge would deliver of an execution that has ended. */
  announce: (event: BusEvent) => void;
}

/**
 * moto's interpreter of state machines (interpreter.py), whose Tasks run here and whose Waits pass on a virtual clock.
 * @returns `url` speaks the protocol of Step Functions; `surround` comes before the first execution
 */
export async function startMoto() {
  const python = await ensureMotoPython();
  let surroundings: Surroundings | undefined;
  /** One for each execution that is between two states: meanwhile time stands still. */
  const holds: (() => void)[] = [];
  const hold = () => void holds.push(world().clock.hold());
  const letGo = () => holds.pop()?.();

  /** Time passes for an execution that waits, or has called somebody. */
  async function letTimePass<T>(work: () => Promise<T>): Promise<T> {
    letGo();
    try {
      return await work();
    } finally {
      hold();
    }
  }

  function world(): Surroundings {
    if (!surroundings) throw new Error('moto runs an execution before it was given surroundings');
    return surroundings;
  }

  const answers: Record<string, (asked: JsonObject) => unknown> = {
    '/began': hold,
    '/ended': (execution) => {
      // In this order, so that no time passes before the event is on its way.
      world().announce({ source: 'aws.states', 'detail-type': STATUS_CHANGE, detail: execution });
      letGo();
    },
    '/wait': ({ seconds }) => letTimePass(async () => await world().clock.advance(Number(seconds) * 1000)),
    '/invoke': async ({ functionName, payload }) => {
      try {
        return { result: await letTimePass(async () => await world().invoke(String(functionName), payload)) };
      } catch (thrown) {
        const { name, message } = thrown as Error;
        return { error: { errorType: name, errorMessage: message } };
      }
    },
  };
  const bridge = createServer((request: IncomingMessage, response) => {
    const answer = async () => await answers[request.url ?? '']?.((await json(request)) as JsonObject);
    answer().then(
      (said) => response.end(JSON.stringify(said ?? {})),
      (thrown: unknown) => response.writeHead(500).end(String(thrown)),
    );
  });
  // A Task may take as long as its timeout says.
  bridge.requestTimeout = 0;
  const child = spawn(python, [join(import.meta.dirname, 'interpreter.py'), await listenOnLoopback(bridge)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said = (said + text.toString()).slice(-4000);
  });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const port = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    void gone.then(() => reject(new Error(`moto ended: ${said}`)));
  });

  return {
    url: `http://127.0.0.1:${port}`,
    surround: (given: Surroundings) => {
      surroundings = given;
    },
    async stop(): Promise<void> {
      child.stdin.end();
      await gone;
      await closeServer(bridge);
    },
  };
}
