import type { Shell } from '../../../cli/shell.ts';

/** A shell in memory: what was said, virtual time, and a network that answers as it is told. */
export function createFakeShell(send: (request: Request) => Response | Promise<Response> = () => new Response('{}')) {
  const said = { out: '', err: '' };
  const pauses: number[] = [];
  const interrupts = new AbortController();
  let now = Date.parse('2026-11-26T12:00:00Z');
  const shell: Shell = {
    env: { SNAPFERRY_API: 'https://api.example', SNAPFERRY_TOKEN: 'secret-token', HOME: '/nowhere' },
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    isTerminal: false,
    width: 80,
    now: () => now,
    pause: async (ms) => {
      pauses.push(ms);
      now += ms;
    },
    send: async (request) => await send(request),
    readInput: () => '',
    interrupts: () => interrupts.signal,
  };
  return { shell, said, pauses, interrupt: () => interrupts.abort() };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}
