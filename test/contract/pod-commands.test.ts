import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  endCommand,
  lookCommand,
  readEnded,
  readStarted,
  startCommand,
  WAIT_CMD,
} from '../../functions/domain/rule/detached-action.ts';
import { forgetCommand, sessionCommand } from '../../functions/domain/rule/pod-run.ts';
import { readThawed, thawCommand } from '../../functions/domain/rule/self-thaw.ts';
import { forget, gone, open } from '../support/pod-freeze.ts';
import { type Container, SHELLS } from '../support/pod-shells.ts';
import { until } from '../support/until.ts';

const FAR = 3600;
// Processes are found by it on the whole machine: no other file has it.
const KEY = 'bk-def-0';

const FLOOD = `i=0; while [ $i -lt 5000 ]; do echo 0123456789ü; i=$((i+1)); done`;
const PLAIN = { maxOutputBytes: 1000, armedKeys: [] };

describe.each(SHELLS)('a background action in %s', (shell) => {
  const hold = (container: Container, command: string, deadlineSeconds = FAR) => {
    const start = async (waitSeconds = 10) => {
      const asked = startCommand({
        key: KEY,
        command,
        deadlineSeconds,
        killSeconds: deadlineSeconds + 30,
        waitSeconds,
        ...PLAIN,
      });
      return readStarted((await container.run(asked)).stdout);
    };
    const end = async (waitSeconds = 10, kill = true) =>
      readEnded((await container.run(endCommand(KEY, { waitSeconds, kill }))).stdout);
    return { start, end };
  };
  const LOCK = `echo locked; ${WAIT_CMD}; echo free; exit 3`;

  it('waits where it says so until it is released, and its output is collected', async () => {
    const container = open(shell);
    const { start, end } = hold(container, LOCK);
    expect(await start()).toEqual({ state: 'waiting' });
    expect(await start()).toEqual({ state: 'already' });
    const ended = { state: 'ended', exitCode: 3, how: 'released', output: 'locked\nfree\n' };
    expect([await end(), await end()]).toEqual([ended, ended]);
    await forget(container, KEY);
    expect(await end()).toEqual({ state: 'gone' });
    expect(readdirSync(container.folder)).toEqual([]);
    await gone(container);
  });

  it('is gone where its container has started anew on the same folder, and leaves nothing there', async () => {
    const container = open(shell);
    const { start, end } = hold(container, LOCK);
    expect(await start()).toEqual({ state: 'waiting' });
    writeFileSync(join(container.folder, `.snapferry-${KEY}`, 'boot'), 'another start\n');
    expect(await end()).toEqual({ state: 'gone' });
    expect(readStarted((await container.run(lookCommand(KEY, 1))).stdout)).toEqual({ state: 'gone' });
    await forget(container, KEY);
    expect(readdirSync(container.folder)).toEqual([]);
    await gone(container);
  });

  it('waits within quotes of a client that runs a shell', async () => {
    const container = open(shell);
    const { start, end } = hold(container, `sh -c 'echo in; ${WAIT_CMD}' && sh -c "${WAIT_CMD}; echo out"`);
    expect(await start()).toEqual({ state: 'waiting' });
    expect(await end()).toEqual({ state: 'ended', exitCode: 0, how: 'released', output: 'in\nout\n' });
    await gone(container);
  });

  it('lets go by itself at the deadline, and says so', async () => {
    const container = open(shell);
    const { start, end } = hold(container, LOCK, 1);
    expect(await start()).toEqual({ state: 'waiting' });
    await gone(container);
    const ended = { state: 'ended', exitCode: 3, how: 'expired', output: 'locked\nfree\n' };
    expect([await end(), await end()]).toEqual([ended, ended]);
    await forget(container, KEY);
    expect(readdirSync(container.folder)).toEqual([]);
  });

  it('is told apart when it has ended before its release', async () => {
    const container = open(shell);
    const { start, end } = hold(container, `(${WAIT_CMD}) & until [ -e "$MARK/lost" ]; do sleep 0.05; done; exit 4`);
    expect(await start()).toEqual({ state: 'waiting' });
    writeFileSync(join(container.root, 'lost'), '');
    await until('the command has ended', 20, () =>
      readdirSync(container.folder, { recursive: true }).some((name) => String(name).endsWith('/exit')),
    );
    const ended = { state: 'ended', exitCode: 4, how: 'early' };
    expect([await end(), await end()]).toMatchObject([ended, ended]);
    await gone(container);
  });

  it('is told apart when it ends before it waits', async () => {
    const container = open(shell);
    const { start, end } = hold(container, 'echo no server; exit 2');
    const ended = { state: 'ended', exitCode: 2, output: 'no server\n' };
    expect(await start()).toEqual(ended);
    expect(await start()).toEqual({ state: 'already' });
    expect(readStarted((await container.run(lookCommand(KEY, 1))).stdout)).toEqual(ended);
    expect(await end()).toEqual({ ...ended, how: 'early' });
    await forget(container, KEY);
    expect(await end()).toEqual({ state: 'gone' });
    await gone(container);
  });

  it('is ended with all that it has started when it hangs', async () => {
    const container = open(shell);
    const { start, end } = hold(container, `echo slow; sleep 300; ${WAIT_CMD}`);
    expect(await start(1)).toEqual({ state: 'late' });
    expect(await end(0, false)).toEqual({ state: 'running' });
    const ended = { state: 'ended', how: 'killed', output: expect.stringMatching(/^slow\n/) };
    expect([await end(0), await end(0)]).toMatchObject([ended, ended]);
    await forget(container, KEY);
    expect(readdirSync(container.folder)).toEqual([]);
    await gone(container);
  });

  it('leaves nothing though something is written into its folder while that is removed', async () => {
    const container = open(shell);
    const { start } = hold(container, 'exit 3');
    expect(await start()).toMatchObject({ state: 'ended', exitCode: 3 });
    await gone(container);
    const slow = `#!/bin/sh
for last; do :; done
[ -e "$MARK/late" ] || { : >"$MARK/late"; : >"$last/said"; exit 1; }
exec /bin/rm "$@"
`;
    mkdirSync(join(container.root, 'slow'));
    writeFileSync(join(container.root, 'slow/rm'), slow, { mode: 0o755 });
    const PATH = `${join(container.root, 'slow')}:${container.environment.PATH}`;
    await container.run(forgetCommand([KEY]), { PATH });
    expect(readdirSync(container.folder)).toEqual([]);
  });

  it('is ended in time where it has not come to wait, and not where it waits', async () => {
    const container = open(shell);
    const limits = { deadlineSeconds: FAR, killSeconds: FAR + 30, holdSeconds: 1, waitSeconds: 10, ...PLAIN };
    const waits = await container.run(startCommand({ key: KEY, command: `${WAIT_CMD}; exit 3`, ...limits }));
    expect(readStarted(waits.stdout)).toEqual({ state: 'waiting' });

    const slow = startCommand({ key: 'bk-def-1', command: `echo slow; sleep 300; ${WAIT_CMD}`, ...limits });
    expect(readStarted((await container.run(slow)).stdout)).toMatchObject({ state: 'ended', exitCode: 143 });

    const ended = await container.run(endCommand(KEY, { waitSeconds: 10, kill: true }));
    expect(readEnded(ended.stdout)).toMatchObject({ state: 'ended', exitCode: 3, how: 'released' });
    await gone(container);
  });

  it('is said to be over its time where it catches the signal and ends well', async () => {
    const container = open(shell);
    const limits = { deadlineSeconds: FAR, killSeconds: 1, waitSeconds: 10, ...PLAIN };
    const command = `trap 'echo caught; exit 0' TERM; while :; do sleep 0.1; done`;
    const started = await container.run(startCommand({ key: KEY, command, ...limits }));
    expect(readStarted(started.stdout)).toMatchObject({ state: 'ended', isOverdue: true });
    const ended = await container.run(endCommand(KEY, { waitSeconds: 0, kill: true }));
    expect(readEnded(ended.stdout)).toMatchObject({ state: 'ended', how: 'overdue' });
    await gone(container);
  });

  it('is ended at its release where it has not come to wait', async () => {
    const container = open(shell);
    const { start, end } = hold(container, `sleep 300; ${WAIT_CMD}`);
    expect(await start(0)).toEqual({ state: 'late' });
    expect(await end(FAR)).toMatchObject({ state: 'ended', exitCode: 143, how: 'killed' });
    await gone(container);
  });

  it('is ended when it does not listen', async () => {
    const container = open(shell);
    const { start, end } = hold(container, `trap '' TERM; ${WAIT_CMD}; while :; do sleep 1; done`);
    expect(await start()).toEqual({ state: 'waiting' });
    expect(await end(1)).toMatchObject({ state: 'ended', exitCode: 137, how: 'killed' });
    await gone(container);
  });

  it('is cut in what it prints to the last of it, and not held up by it', async () => {
    const container = open(shell);
    const { start, end } = hold(container, `${FLOOD}; ${WAIT_CMD}; echo that is why; exit 4`);
    expect(await start()).toEqual({ state: 'waiting' });
    const ended = await end();
    expect(ended).toMatchObject({ state: 'ended', exitCode: 4, how: 'released' });
    const output = ended?.state === 'ended' ? ended.output : '';
    expect(output).toMatch(/^…\n\d*ü?\n(0123456789ü\n)+that is why\n$/);
    expect(Buffer.byteLength(output)).toBeOneOf([1000, 999]);
  });

  it('keeps whole what it prints up to the bound, and each character beyond it', async () => {
    for (const [printed, kept] of [
      ['1234567890123456', '1234567890123456'],
      ['ab1234567890123456', '…\n567890123456'],
      ['ab12345678901üüü', '…\n678901üüü'],
      ['abcdü34567890123', '…\n34567890123'],
    ] as const) {
      const container = open(shell);
      const limits = { deadlineSeconds: FAR, killSeconds: FAR, waitSeconds: 10, maxOutputBytes: 16, armedKeys: [] };
      const { stdout } = await container.run(startCommand({ key: KEY, command: `printf '%s' ${printed}`, ...limits }));
      expect(readStarted(stdout)).toEqual({ state: 'ended', exitCode: 0, output: kept });
    }
  });

  it('has kept the first of what it printed where something that it left behind goes on printing', async () => {
    const container = open(shell);
    const { start } = hold(container, 'echo first; (sleep 3; echo later) & exit 6');
    expect(await start()).toEqual({ state: 'ended', exitCode: 6, output: 'first\n' });
    await gone(container);
  });
});

describe.each(SHELLS)('a command that lasts as long as its session in %s', (shell) => {
  it('prints on one stream, gives its exit code, and leaves nothing', async () => {
    const container = open(shell);
    const command = `echo out; echo "it's \\$1" >&2; cat; exit 3`;
    expect(await container.run(sessionCommand(KEY, command, FAR))).toEqual({ exitCode: 3, stdout: "out\nit's $1\n" });
    await gone(container);
    expect(readdirSync(container.folder)).toEqual([]);
  });

  it('has no timer left however soon it ends', async () => {
    const rounds = Array.from({ length: 20 }, async (_, n) => {
      const container = open(shell);
      expect(await container.run(sessionCommand(`${KEY}-${n}-`, 'exit 7', FAR))).toMatchObject({ exitCode: 7 });
      await gone(container);
    });
    await Promise.all(rounds);
  });

  it('is ended after its time with all that it has started', async () => {
    const container = open(shell);
    const { exitCode, stdout } = await container.run(sessionCommand(KEY, 'echo slow; sleep 300 & sleep 300', 1));
    expect({ exitCode, stdout }).toEqual({ exitCode: 143, stdout: expect.stringMatching(/^slow\n/) });
    await gone(container);
  });
});

describe.each(SHELLS)('what the scripts of the previous release have left in a container of %s', (shell) => {
  const leave = ({ folder }: Container, files: Record<string, string>) => {
    const made = join(folder, `.snapferry-${KEY}`);
    mkdirSync(join(made, 'w'), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
    return made;
  };

  it('is told of a command, and removed', async () => {
    const container = open(shell);
    leave(container, { exit: '3\n', out: 'why\n', said: '', 'w/waiting': '' });
    const looked = await container.run(lookCommand(KEY, 1));
    const ended = await container.run(endCommand(KEY, { waitSeconds: 1, kill: true }));
    expect(readStarted(looked.stdout)).toEqual({ state: 'ended', exitCode: 3, output: 'why\n' });
    expect(readEnded(ended.stdout)).toEqual({ state: 'ended', exitCode: 3, how: 'early', output: 'why\n' });
    await forget(container, KEY);
    expect(readdirSync(container.folder)).toEqual([]);
  });

  it('is told of a thaw by its timer, with how long ago, and removed', async () => {
    const container = open(shell);
    const now = Math.floor(Date.now() / 1000);
    const made = leave(container, { boot: 'another start\n', exit: `0 ${now - 60}\n`, out: 'thawed\n', said: '' });
    mkdirSync(join(made, 'claim'));
    const thaw = thawCommand({ key: KEY, thaw: 'exit 9', thawSeconds: 5 }, { waitSeconds: 1, unarmed: 'run' });
    const told = readThawed((await container.run(thaw)).stdout);
    expect(told).toMatchObject({ by: 'timer', exitCode: 0, output: 'thawed\n', isAnew: false });
    expect(told?.by === 'timer' && told.ended && told.secondsAgo).toBeGreaterThanOrEqual(60);
    await forget(container, KEY);
    expect(readdirSync(container.folder)).toEqual([]);
  });
});
