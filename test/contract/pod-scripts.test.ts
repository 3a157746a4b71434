import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forgetCommand } from '../../functions/domain/rule/pod-run.ts';
import {
  armCommand,
  readArmed,
  readThawed,
  readWithdrawn,
  thawCommand,
  withdrawCommand,
} from '../../functions/domain/rule/self-thaw.ts';
import { forget, freezeBy, gone, open } from '../support/pod-freeze.ts';
import { SHELLS } from '../support/pod-shells.ts';
import { until } from '../support/until.ts';

const FAR = 3600;
// Processes are found by it on the whole machine: no other file has it.
const KEY = 'bk-abc-0';
const FLOOD = `i=0; while [ $i -lt 5000 ]; do echo 0123456789ü; i=$((i+1)); done`;

/** As the scripts read it: when process 1 was started, in ticks. */
function bootOfProcessOne(): string {
  const stat = readFileSync('/proc/1/stat', 'latin1');
  return `${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}\n`;
}

describe.each(SHELLS)('the self-thaw in %s', (shell) => {
  it('is disarmed by the thaw, which alone runs, and leaves nothing', async () => {
    const container = open(shell);
    const { arm, thawNow, count } = freezeBy(KEY, container);
    expect(await arm(FAR)).toEqual({ armed: true });
    expect(await thawNow()).toEqual({
      exitCode: 0,
      thawed: { by: 'us', ended: true, exitCode: 0, secondsAgo: expect.any(Number), isAnew: false, output: 'said\n' },
    });
    expect(count()).toBe(1);
    await forget(container, KEY);
    expect(readdirSync(container.folder)).toEqual([]);
    await gone(container);
  });

  it('fires at the deadline when nobody comes, and the thaw tells what it has done', async () => {
    const container = open(shell);
    const { arm, thawNow, count } = freezeBy(KEY, container);
    await arm(1);
    await until('the timer has fired', 20, () => count() === 1);
    const { thawed } = await thawNow();
    expect(thawed).toEqual({
      by: 'timer',
      ended: true,
      exitCode: 0,
      secondsAgo: expect.any(Number),
      isAnew: false,
      output: 'said\n',
    });
    await forget(container, KEY);
    expect(await thawNow()).toMatchObject({ thawed: { by: 'before' } });
    expect(count()).toBe(1);
    expect(readdirSync(container.folder)).toEqual([]);
    await gone(container);
  });

  it('tells how it ended to everybody who asks, and how long ago, until it is forgotten', async () => {
    const container = open(shell);
    const { arm, thawNow, count } = freezeBy(KEY, container, 'echo thawed >>"$MARK/thawed"; echo said; exit 5');
    await arm(FAR);
    const first = await thawNow();
    const again = await thawNow();
    expect(first.thawed).toMatchObject({ by: 'us', ended: true, exitCode: 5, isAnew: false, output: 'said\n' });
    expect(again).toEqual({ ...first, thawed: { ...first.thawed, secondsAgo: expect.any(Number) } });
    expect(count()).toBe(1);
    await Promise.all([forget(container, KEY), forget(container, KEY)]);
    expect((await thawNow()).thawed).toEqual({ by: 'before' });
    expect(readdirSync(container.folder)).toEqual([]);
  });

  it('that is forgotten before it has ended goes with its end', async () => {
    const container = open(shell);
    const { arm, thawNow, count } = freezeBy(KEY, container, 'sleep 1; echo thawed >>"$MARK/thawed"');
    await arm(FAR);
    await thawNow('leave', 0);
    await forget(container, KEY);
    await gone(container);
    expect(count()).toBe(1);
    expect(readdirSync(container.folder)).toEqual([]);
  });

  it('is armed once, and thawed once, however often both are asked for', async () => {
    const container = open(shell);
    const { arm, thawNow, count } = freezeBy(KEY, container);
    expect(await Promise.all([arm(FAR), arm(FAR)])).toEqual([{ armed: true }, { armed: true }]);
    const outcomes = await Promise.all([thawNow(), thawNow(), thawNow()]);
    expect(outcomes.map(({ thawed }) => thawed)).toEqual(outcomes.map(() => expect.objectContaining({ by: 'us' })));
    expect(count()).toBe(1);
    await forget(container, KEY);
    expect(readdirSync(container.folder)).toEqual([]);
    await gone(container);
  });

  it('is not armed a second time by who comes while it is being armed', async () => {
    const container = open(shell);
    const { arm } = freezeBy(KEY, container);
    const made = join(container.folder, `.snapferry-${KEY}`);
    mkdirSync(made);
    const second = arm(FAR);
    await until('the second one to look', 20, () => container.processes().length > 0);
    writeFileSync(join(made, 'boot'), bootOfProcessOne());

    expect(await second).toEqual({ armed: true });
    expect(readdirSync(made)).toEqual(['boot']);
    await gone(container);
  });

  it('is thawed once when the deadline comes together with the thaw', async () => {
    const rounds = Array.from({ length: 8 }, async () => {
      const container = open(shell);
      const { arm, thawNow, count } = freezeBy(KEY, container);
      await arm(0);
      expect(['us', 'timer']).toContain((await thawNow()).thawed?.by);
      expect(count()).toBe(1);
      await forget(container, KEY);
      expect(readdirSync(container.folder)).toEqual([]);
      await gone(container);
    });
    await Promise.all(rounds);
  });

  it('says that the thaw has begun and does not end', async () => {
    const container = open(shell);
    const { arm, thawNow } = freezeBy(KEY, container, 'echo "$$" >"$MARK/hangs"; exec sleep 300');
    await arm(1);
    const hangs = join(container.root, 'hangs');
    await until('the timer has fired', 20, () => existsSync(hangs) && readFileSync(hangs, 'utf8').endsWith('\n'));
    expect(await thawNow('leave', 1)).toMatchObject({ thawed: { by: 'timer', ended: false } });
    process.kill(Number(readFileSync(hangs, 'utf8')));
    expect(await thawNow()).toMatchObject({ thawed: { by: 'timer', ended: true, exitCode: 143 } });
    await gone(container);
  });

  it('ends a thaw that hangs, with all that it has started, by us and by the timer', async () => {
    for (const seconds of [FAR, 0]) {
      const container = open(shell);
      const { arm, thawNow } = freezeBy(KEY, container, ': >"$MARK/hangs"; sleep 300 & sleep 300', 2);
      await arm(seconds);
      if (seconds === 0) await until('the timer has fired', 20, () => existsSync(join(container.root, 'hangs')));
      expect((await thawNow('leave', 0)).thawed).toMatchObject({ ended: false });
      expect((await thawNow('leave', 20)).thawed).toMatchObject({
        by: seconds === FAR ? 'us' : 'timer',
        exitCode: 143,
      });
      await gone(container);
      await forget(container, KEY);
    }
  });

  it('tells how a thaw has ended whose session broke off', async () => {
    const container = open(shell);
    const { arm, thawNow, count } = freezeBy(KEY, container, 'sleep 1; echo thawed >>"$MARK/thawed"; exit 3');
    await arm(FAR);
    expect((await thawNow('leave', 0)).thawed).toEqual({ by: 'us', ended: false });
    expect((await thawNow()).thawed).toMatchObject({ by: 'us', exitCode: 3 });
    expect(count()).toBe(1);
    await gone(container);
  });

  it('gives the exit code of a thaw that fails, by us and by the timer', async () => {
    const container = open(shell);
    const failing = freezeBy(KEY, container, 'echo why; exit 7');
    await failing.arm(FAR);
    expect(await failing.thawNow()).toMatchObject({ exitCode: 0, thawed: { by: 'us', exitCode: 7, output: 'why\n' } });
    await forget(container, KEY);
    await failing.arm(0);
    await until('the timer has ended', 20, () => container.processes().length === 0);
    expect((await failing.thawNow()).thawed).toMatchObject({ by: 'timer', exitCode: 7, output: 'why\n' });
  });

  it('keeps the last of what a thaw prints', async () => {
    const container = open(shell);
    const { arm, thawNow } = freezeBy(KEY, container, `${FLOOD}; echo that is why`);
    await arm(FAR);
    const { thawed } = await thawNow();
    const output = thawed?.by === 'us' && thawed.ended ? thawed.output : '';
    expect(output).toMatch(/^…\n\d*ü?\n(0123456789ü\n)+that is why\n$/);
    expect(Buffer.byteLength(output)).toBeOneOf([4096, 4095]);
  });

  it('runs where none was armed, at the first time alone', async () => {
    const container = open(shell);
    const { thawNow, count } = freezeBy(KEY, container);
    expect(await thawNow('leave')).toMatchObject({ thawed: { by: 'before' } });
    expect(count()).toBe(0);
    expect(await thawNow('run')).toMatchObject({ thawed: { by: 'us' } });
    expect(count()).toBe(1);
  });

  it('is withdrawn without a thaw, unless somebody thaws', async () => {
    const container = open(shell);
    const { arm, thawNow, count } = freezeBy(KEY, container);
    const withdraw = async () => readWithdrawn((await container.run(withdrawCommand(KEY))).stdout);
    await arm(FAR);
    expect([await withdraw(), await withdraw()]).toEqual(['gone', 'gone']);
    await gone(container);
    expect(count()).toBe(0);
    expect(readdirSync(container.folder)).toEqual([]);
    await arm(FAR);
    await thawNow();
    expect(await withdraw()).toBe('claimed');
    expect((await thawNow()).thawed).toMatchObject({ by: 'us', exitCode: 0 });
  });

  it('is armed anew in a container that has started anew on the same folder, and says that it was not there', async () => {
    const container = open(shell);
    const { arm, thawNow, count } = freezeBy(KEY, container);
    await arm(FAR);
    const boot = join(container.folder, `.snapferry-${KEY}`, 'boot');
    writeFileSync(boot, 'another start\n');
    expect((await thawNow()).thawed).toMatchObject({ by: 'us', isAnew: true });
    await arm(FAR);
    await arm(FAR);
    expect((await thawNow()).thawed).toMatchObject({ by: 'us', isAnew: false });
    expect(count()).toBe(2);
  });

  it('takes what a person wrote as it is', async () => {
    const container = open(shell);
    const thaw = `printf '%s|' "it's" '$HOME' \`echo x\` "a  b" 'ü'; echo "\\$1"`;
    const { arm, thawNow } = freezeBy(KEY, container, thaw);
    await arm(FAR);
    expect((await thawNow()).thawed).toMatchObject({ by: 'us', exitCode: 0, output: "it's|$HOME|x|a  b|ü|$1\n" });
  });
});

describe.each(SHELLS)('a container of %s with little to offer', (shell) => {
  it('has the folder elsewhere, where TMPDIR is away or would be taken apart', async () => {
    const container = open(shell);
    const home = join(container.root, 'home');
    mkdirSync(join(container.root, 'a b'));
    mkdirSync(home);
    for (const TMPDIR of ['/nowhere', join(container.root, 'a b')]) {
      const arm = await container.run(armCommand({ key: `${KEY}-${shell}`, thaw: 'true', thawSeconds: 5 }, FAR), {
        TMPDIR,
        HOME: home,
      });
      expect(readArmed(arm.stdout)).toEqual({ armed: true });
      const thaw = thawCommand(
        { key: `${KEY}-${shell}`, thaw: 'echo yes', thawSeconds: 5 },
        { waitSeconds: 1, unarmed: 'leave' },
      );
      expect(readThawed((await container.run(thaw, { TMPDIR, HOME: home })).stdout)).toMatchObject({ by: 'us' });
      await container.run(forgetCommand([`${KEY}-${shell}`]), { TMPDIR, HOME: home });
    }
    await gone(container);
  });

  it('has the folder on no mounted volume where there is another, since a command may stop all writes to it', async () => {
    const container = open(shell);
    const TMPDIR = join(container.root, 'data');
    mkdirSync(TMPDIR);
    const key = `${KEY}-volume-${shell}`;
    const mounts = join(container.root, 'mounts');
    const on = (words: string[]) => words.map((word) => word.replaceAll('/proc/mounts', mounts));
    const arm = on(armCommand({ key, thaw: 'true', thawSeconds: 5 }, FAR));
    const thaw = on(thawCommand({ key, thaw: 'true', thawSeconds: 5 }, { waitSeconds: 5, unarmed: 'leave' }));
    const root = 'overlay / overlay rw 0 0\ntmpfs /dev/shm tmpfs rw 0 0\n';
    for (const [mounted, isThere] of [
      [`${root}/dev/sdb ${TMPDIR} ext4 rw 0 0\n`, false],
      [`${root}/dev/sdb ${container.root} xfs rw 0 0\n`, false],
      [`${root}/dev/sdb ${TMPDIR}-other ext4 rw 0 0\ntmpfs ${TMPDIR} tmpfs rw 0 0\n`, true],
      [
        `${root}/dev/sdb /tmp ext4 rw 0 0\n${['/dev/shm', '/var', '/run', '/root', '/home'].map((at) => `x ${at} nfs4 rw 0 0\n`).join('')}`,
        true,
      ],
    ] as const) {
      writeFileSync(mounts, mounted);
      expect(readArmed((await container.run(arm, { TMPDIR })).stdout)).toEqual({ armed: true });
      expect(existsSync(join(TMPDIR, `.snapferry-${key}`))).toBe(isThere);
      expect(readThawed((await container.run(thaw, { TMPDIR })).stdout)).toMatchObject({ by: 'us', exitCode: 0 });
      await container.run(on(forgetCommand([key])), { TMPDIR });
    }
    await gone(container);
  });

  it('says which program it lacks', async () => {
    const container = open(shell);
    const PATH = join(container.root, 'empty');
    mkdirSync(PATH);
    const { stdout } = await container.run(armCommand({ key: KEY, thaw: 'true', thawSeconds: 5 }, FAR), { PATH });
    // a busybox may run its own programs without a path to them
    expect(readArmed(stdout)).toEqual(shell === 'busybox' ? expect.anything() : { cannot: 'it has no program mkdir' });
    await container.run(thawCommand({ key: KEY, thaw: 'true', thawSeconds: 5 }, { waitSeconds: 1, unarmed: 'leave' }));
  });
});
