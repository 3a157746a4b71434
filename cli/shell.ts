import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** What the command line has around it: streams, variables, time and the network. Tests bring their own. */
export interface Shell {
  env: Readonly<Record<string, string | undefined>>;
  /** Data, to stdout. */
  out(text: string): void;
  /** What is said to a person, to stderr. */
  err(text: string): void;
  /** Whether stderr is a terminal, on which a line can be rewritten; and its width. */
  isTerminal: boolean;
  width: number;
  now(): number;
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  send(request: Request): Promise<Response>;
  /** All of stdin, for `-f -`. */
  readInput(): string;
  /** Aborted by Ctrl-C, once this was called: until then Ctrl-C ends the process. */
  interrupts(): AbortSignal;
}

export function systemShell(): Shell {
  let interrupted: AbortController | undefined;
  return {
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    get width() {
      return process.stderr.columns || 80;
    },
    now: () => Date.now(),
    pause: async (ms, signal) => {
      await pause(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
    },
    send: (request) => fetch(request),
    readInput: () => readFileSync(0, 'utf8'),
    interrupts: () => {
      if (interrupted) return interrupted.signal;
      const controller = new AbortController();
      interrupted = controller;
      // The second Ctrl-C ends the process, whatever it does.
      process.once('SIGINT', () => controller.abort());
      return controller.signal;
    },
  };
}
