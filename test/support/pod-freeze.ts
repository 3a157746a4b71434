import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { forgetCommand } from '../../functions/domain/rule/pod-run.ts';
import { armCommand, readArmed, readThawed, thawCommand } from '../../functions/domain/rule/self-thaw.ts';
import { type Container, createContainer, type SHELLS } from './pod-shells.ts';
import { until } from './until.ts';

/** A container of a test, gone after it. */
export function open(shell: (typeof SHELLS)[number]): Container {
  const container = createContainer(shell);
  onTestFinished(() => container.remove());
  return container;
}

export async function forget(container: Container, ...keys: string[]): Promise<void> {
  await container.run(forgetCommand(['another', ...keys]));
}

export async function gone(container: Container): Promise<void> {
  await until('every process has ended', 20, () => container.processes().length === 0);
}

/**
 * A freeze in a container, whose thaws are counted.
 * @param key processes are found by it on the whole machine, so each file of tests has another one
 */
export function freezeBy(
  key: string,
  container: Container,
  thaw = 'echo thawed >>"$MARK/thawed"; echo said',
  thawSeconds = 30,
) {
  return {
    async arm(seconds: number) {
      return readArmed((await container.run(armCommand({ key, thaw, thawSeconds }, seconds))).stdout);
    },
    async thawNow(unarmed: 'run' | 'leave' = 'leave', waitSeconds = 10) {
      const ran = await container.run(thawCommand({ key, thaw, thawSeconds }, { waitSeconds, unarmed }));
      return { exitCode: ran.exitCode, thawed: readThawed(ran.stdout) };
    },
    count(): number {
      const file = join(container.root, 'thawed');
      return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
    },
  };
}
