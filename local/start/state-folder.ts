import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgetProcess, recordedProcess, recordProcess } from '../process-record.ts';

/** Says that the folder is the stack's: only below a folder that has it is anything ever removed. */
const MARKER = 'snapferry-state.json';
const PROCESS = 'process.json';
/** All that is put beside the marker; what else lies there is somebody else's. */
const PARTS = ['stack', 'simulator'];
/** In every state folder of a release that wrote no marker yet. */
const SIGN_OF_EARLIER_RELEASES = join('stack', 'installation-id');

export interface StateFolder {
  /** Another process may have it from now on. */
  release(): void;
}

/**
 * Takes the state folder for this process, and with `reset` removes what an earlier one has kept in it.
 *
 * Invariant: the lock comes before anything is removed, and nothing is removed but the stack's own parts of a folder that
 * carries its marker. A folder that is new or empty gets the marker; another one is refused, and left as it is.
 * @throws Error with one sentence that a user can act on
 */
export function takeStateFolder(folder: string, { reset = false } = {}): StateFolder {
  checkStateFolder(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Keys, tokens and an S3 server's objects are below it; a folder that somebody else made may be open to all.
  chmodSync(folder, 0o700);
  const release = lock(folder);
  if (reset) for (const part of PARTS) rmSync(join(folder, part), { recursive: true, force: true });
  writeFileSync(join(folder, MARKER), `${JSON.stringify({ format: 1 })}\n`, { mode: 0o600 });
  return { release };
}

/** Whether it can be taken, before anything is made or removed. @throws Error as takeStateFolder */
export function checkStateFolder(folder: string): void {
  const there = existsSync(folder) ? entriesOf(folder) : [];
  const isOurs = there.includes(MARKER) || existsSync(join(folder, SIGN_OF_EARLIER_RELEASES));
  if (there.length > 0 && !isOurs) {
    throw new Error(
      `the folder ${folder} holds something that is not Snapferry's; it is left as it is: give --state an empty or new folder`,
    );
  }
  checkUnused(folder);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new Error(`the state folder ${folder} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** An earlier release holds only the lock inside `stack`. */
function checkUnused(folder: string): void {
  for (const file of [join(folder, PROCESS), join(folder, 'stack', 'stack.json')]) {
    const other = recordedProcess(file);
    if (other !== undefined && other !== process.pid) {
      throw new Error(
        `the state folder ${folder} is in use by process ${other}: end it first, or give --state another`,
      );
    }
  }
}

function lock(folder: string): () => void {
  const record = join(folder, PROCESS);
  recordProcess(record, process.pid);
  return () => forgetProcess(record);
}
