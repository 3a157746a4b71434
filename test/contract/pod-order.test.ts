import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  endCommand,
  readEnded,
  readStarted,
  startCommand,
  WAIT_CMD,
} from '../../functions/domain/rule/detached-action.ts';
import { armCommand } from '../../functions/domain/rule/self-thaw.ts';
import { forget, freezeBy, gone, open } from '../support/pod-freeze.ts';
import { SHELLS } from '../support/pod-shells.ts';

const FAR = 3600;
// Processes are found by it on the whole machine: no other file has it.
const KEY = 'bk-ghi-0';

describe.each(SHELLS)('the thaw and the commands of one container, in %s', (shell) => {
  it('is followed by no command once what runs in its container was asked to end, be it there or not', async () => {
    const container = open(shell);
    const { arm, thawNow, count } = freezeBy(KEY, container);
    await arm(FAR);
    const end = await container.run(endCommand('late-0', { waitSeconds: 0, kill: true, armedKeys: [KEY] }));
    expect(readEnded(end.stdout)).toEqual({ state: 'gone' });
    const limits = { deadlineSeconds: FAR, killSeconds: FAR, waitSeconds: 10, maxOutputBytes: 100, armedKeys: [KEY] };
    const started = await container.run(
      startCommand({ key: 'late-0', command: 'echo frozen >>"$MARK/frozen"', ...limits }),
    );
    expect(readStarted(started.stdout)).toEqual({ state: 'thawed' });
    await thawNow();
    expect(count()).toBe(1);
    expect(existsSync(join(container.root, 'frozen'))).toBe(false);
    await forget(container, KEY);
    await gone(container);
  });

  it('comes at the deadline after what lets go then, and ends what does not', async () => {
    for (const [after, said] of [
      [`${WAIT_CMD}; sleep 1; echo free >>"$MARK/order"`, 'free\nthawed\n'],
      [`trap '' TERM; ${WAIT_CMD}; while :; do sleep 1; done; echo free >>"$MARK/order"`, 'thawed\n'],
    ] as const) {
      const container = open(shell);
      const timer = {
        key: KEY,
        thaw: 'echo thawed >>"$MARK/order"',
        thawSeconds: 30,
        undoes: 'holds',
        after: ['holds'],
      };
      await container.run(armCommand(timer, 1));
      const limits = { deadlineSeconds: 1, killSeconds: FAR, waitSeconds: 10, maxOutputBytes: 100, armedKeys: [KEY] };
      const started = await container.run(startCommand({ key: 'holds', command: after, ...limits }));
      expect(readStarted(started.stdout)).toEqual({ state: 'waiting' });
      await gone(container);
      expect(readFileSync(join(container.root, 'order'), 'utf8')).toBe(said);
      for (const key of [KEY, 'holds']) await forget(container, key);
      expect(readdirSync(container.folder)).toEqual([]);
    }
  });

  it('says of a thaw that was ended that its time was over', async () => {
    const container = open(shell);
    const { arm, thawNow } = freezeBy(KEY, container, `trap 'exit 0' TERM; while :; do sleep 0.1; done`, 1);
    await arm(FAR);
    expect(await thawNow()).toMatchObject({ thawed: { by: 'us', ended: true, isOverdue: true } });
    await forget(container, KEY);
    await gone(container);
  });

  it('takes nothing back at the deadline where its command has not begun', async () => {
    for (const [command, times] of [
      ['none', 0],
      ['its-own', 1],
    ] as const) {
      const container = open(shell);
      const undo = { key: KEY, thaw: 'echo thawed >>"$MARK/thawed"', thawSeconds: 30, undoes: 'its-own' };
      await container.run(armCommand(undo, 1));
      const limits = { deadlineSeconds: FAR, killSeconds: FAR, waitSeconds: 10, maxOutputBytes: 100, armedKeys: [KEY] };
      const started = await container.run(startCommand({ key: command, command: 'exit 3', ...limits }));
      expect(readStarted(started.stdout)).toMatchObject({ state: 'ended', exitCode: 3 });
      await gone(container);
      expect(existsSync(join(container.root, 'thawed'))).toBe(times === 1);
      const late = await container.run(startCommand({ key: 'late', command: 'true', ...limits }));
      expect(readStarted(late.stdout)).toEqual({ state: 'thawed' });
      for (const key of [KEY, command, 'late']) await forget(container, key);
      expect(readdirSync(container.folder)).toEqual([]);
    }
  });

  it('is never followed by a command of its container, nor by one that runs on past it', async () => {
    const container = open(shell);
    const { arm, thawNow } = freezeBy(KEY, container);
    const start = async (key: string, killSeconds = FAR, command = 'echo frozen >>"$MARK/frozen"') => {
      const limits = { deadlineSeconds: FAR, killSeconds, waitSeconds: 10, maxOutputBytes: 100 };
      return readStarted((await container.run(startCommand({ key, command, ...limits, armedKeys: [KEY] }))).stdout);
    };
    expect(await start('before-0')).toEqual({ state: 'thawed' });
    await arm(FAR);
    expect(await start('during-0')).toMatchObject({ state: 'ended', exitCode: 0 });
    expect(await start('during-1', 1, 'sleep 300; echo frozen >>"$MARK/frozen"')).toMatchObject({ exitCode: 143 });
    await thawNow();
    expect(await start('after-00')).toEqual({ state: 'thawed' });
    await forget(container, KEY);
    expect(await start('after-01')).toEqual({ state: 'thawed' });
    expect(readFileSync(join(container.root, 'frozen'), 'utf8')).toBe('frozen\n');
    await gone(container);
  });
});
