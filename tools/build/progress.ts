import type { WriteStream } from 'node:tty';

/** Announces a long step and keeps saying how long it has taken; call the result when it is over. */
export type Report = (step: string) => () => void;

/** On a terminal one line that counts the seconds; elsewhere (a CI log) a line at the start, every 30 s and at the end. */
export function reportTo(stream: WriteStream): Report {
  return (step) => {
    const startedAt = performance.now();
    const line = () => `${step} … ${Math.round((performance.now() - startedAt) / 1000)} s`;
    const show = () => stream.write(stream.isTTY ? `\r${line()}` : `${line()}\n`);
    show();
    const timer = setInterval(show, stream.isTTY ? 1_000 : 30_000);
    return () => {
      clearInterval(timer);
      stream.write(stream.isTTY ? `\r${line()}\n` : `${line()}\n`);
    };
  };
}
