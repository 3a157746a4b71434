/** What the process ends with, so that a script can tell one end from another. docs/cli.md lists them. */
export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  notFound: 3,
  notSignedIn: 4,
  failed: 5,
  cancelled: 6,
  timedOut: 7,
  /** By Ctrl-C, as shells count signals. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command: with a sentence for stderr, lines below it, and the code. */
export class CliError extends Error {
  readonly code: ExitCode;
  readonly more: readonly string[];

  constructor(code: ExitCode, message: string, more: readonly string[] = []) {
    super(message);
    this.code = code;
    this.more = more;
  }
}

/** Ends it without another word: all was said. */
export class Ended extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode) {
    super(`ended with ${code}`);
    this.code = code;
  }
}

export function wrongUse(message: string, ...more: string[]): CliError {
  return new CliError(EXIT.usage, message, more);
}
