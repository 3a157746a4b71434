/** Packages that ship no types; declared as far as they are used here. */
declare module 'asl-validator' {
  type Verdict = { isValid: boolean; errorsText: (separator?: string) => string };
  function validate(definition: object, options?: { checkPaths?: boolean; checkArn?: boolean }): Verdict;
  export = validate;
}

declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Times are those that a table spends in its intermediate states, in milliseconds. */
  type Options = { path?: string; createTableMs?: number; deleteTableMs?: number; updateTableMs?: number };
  function dynalite(options?: Options): Server;
  export = dynalite;
}
