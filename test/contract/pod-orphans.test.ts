import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { endCommand, readEnded, startCommand, WAIT_CMD } from '../../functions/domain/rule/detached-action.ts';
import { sessionCommand } from '../../functions/domain/rule/pod-run.ts';
import { armCommand, readThawed, thawCommand, withdrawCommand } from '../../functions/domain/rule/self-thaw.ts';
import { createContainer, SHELLS } from '../support/pod-shells.ts';

const PROCESS_ONE = join(import.meta.dirname, '../support/process-one.py');
const FAR = 3600;

interface Left {
  printed: string[];
  /** Exit codes of what process 1 took over; negative: the signal that ended it. */
  orphans: number[];
}

/** Runs commands one after the other in one container, until nothing of them is left. */
async function left(shell: (typeof SHELLS)[number], ...commands: string[][]): Promise<Left> {
  const container = createContainer(shell);
  const { environment, programOf } = container;
  const given = { environment, commands: commands.map(([program = '', ...words]) => [programOf(program), ...words]) };
  const running = promisify(execFile)('python3', [PROCESS_ONE], { cwd: container.root });
  running.child.stdin?.end(JSON.stringify(given));
  try {
    return JSON.parse((await running).stdout) as Left;
  } finally {
    container.remove();
  }
}

/**
 * Process 1 of a container is often the application itself. PostgreSQL takes a process that it has not started, and that ends by a
 * signal or with more than 1, for one of its own that has crashed: it ends all sessions and starts anew.
 */
describe.concurrent.each(SHELLS)('what process 1 of a container takes over from the scripts in %s', (shell) => {
  const expectNoCrash = ({ orphans }: Left) => expect(orphans.filter((code) => code !== 0 && code !== 1)).toEqual([]);
  const newKey = () => `bk-${randomBytes(4).toString('hex')}`;
  const start = (key: string, command: string, { deadlineSeconds = FAR, waitSeconds = 20 } = {}) =>
    startCommand({ key, command, deadlineSeconds, killSeconds: FAR, waitSeconds, maxOutputBytes: 100, armedKeys: [] });

  it('has ended well when a self-thaw was disarmed', async () => {
    const freeze = { key: newKey(), thaw: 'exit 7', thawSeconds: 30 };
    const run = await left(shell, armCommand(freeze, FAR), thawCommand(freeze, { waitSeconds: 5, unarmed: 'leave' }));
    expect(readThawed(run.printed[1] ?? '')).toMatchObject({ by: 'us' });
    expectNoCrash(run);
  });

  it('has ended well when a self-thaw was withdrawn', async () => {
    const freeze = { key: newKey(), thaw: 'exit 7', thawSeconds: 30 };
    expectNoCrash(await left(shell, armCommand(freeze, FAR), withdrawCommand(freeze.key)));
  });

  it('has ended well when the timer has thawed, however that ended', async () => {
    const freeze = { key: newKey(), thaw: 'kill -9 $$', thawSeconds: 30 };
    const run = await left(shell, armCommand(freeze, 0), thawCommand(freeze, { waitSeconds: 20, unarmed: 'leave' }));
    expectNoCrash(run);
  });

  it('has ended well when a command lasted as long as its session', async () => {
    expectNoCrash(await left(shell, sessionCommand(newKey(), 'exit 7', FAR)));
    expectNoCrash(await left(shell, sessionCommand(newKey(), 'sleep 300 & sleep 300', 1)));
  });

  it('has ended well when a background action was released', async () => {
    const key = newKey();
    const end = endCommand(key, { waitSeconds: 20, kill: true });
    const run = await left(shell, start(key, `${WAIT_CMD}; exit 9`), end);
    expect(readEnded(run.printed[1] ?? '')).toMatchObject({ exitCode: 9, how: 'released' });
    expectNoCrash(run);
  });

  it('has ended well when a background action let go at its deadline', async () => {
    const key = newKey();
    const end = endCommand(key, { waitSeconds: 20, kill: true });
    const begin = start(key, `${WAIT_CMD}; exit 9`, { deadlineSeconds: 1 });
    expectNoCrash(await left(shell, begin, ['sh', '-c', 'sleep 2'], end));
  });

  it.each([
    ['one program', 'sleep 300'],
    ['several after each other', 'sleep 300; sleep 301; sleep 302'],
    ['one within another', 'sh -c "sleep 300; true"; true'],
    ['several beside each other', 'sleep 300 & sleep 301 & wait'],
  ])('has ended well when what did not end was ended: %s', async (_, command) => {
    const key = newKey();
    const end = endCommand(key, { waitSeconds: 0, kill: true });
    const run = await left(shell, start(key, command, { waitSeconds: 1 }), end);
    expect(readEnded(run.printed[1] ?? '')).toMatchObject({ how: 'killed' });
    expectNoCrash(run);
  });
});
