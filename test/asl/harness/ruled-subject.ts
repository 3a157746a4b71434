import type { BackupRules } from '../../../functions/domain/rule/backup-rules.ts';
import { type Action, actionSchema } from '../../../functions/domain/rule/rule-spec.ts';
import { FREEZE, THAW } from './application.ts';
import { SETTINGS } from './matrix.ts';
import { expectIn, type Found, judgeBackup, type Subject } from './subject.ts';
import { backupSpec } from './world.ts';

export const MAX_FREEZE_SECONDS = 300;

export function action(command: string, more: Partial<Action> = {}): Action {
  return actionSchema.parse({ podSelector: { matchLabels: { app: 'shop' } }, command, ...more });
}

const rule = (name: string, ...actions: Action[]) => ({ name, uid: `uid-of-${name}`, generation: 1, actions });

export function rulesOf(preExec: Action[], postExec: Action[], more: Partial<BackupRules> = {}): BackupRules {
  return {
    ...(preExec.length > 0 ? { preExec: rule('quiet', ...preExec) } : {}),
    ...(postExec.length > 0 ? { postExec: rule('awake', ...postExec) } : {}),
    quiesceGroup: 'namespace',
    maxFreezeSeconds: MAX_FREEZE_SECONDS,
    onMaxFreeze: 'fail',
    ...more,
  };
}

/** A backup of an application that is frozen by one command and thawed by another. */
export function ruledBackupOf(rules: BackupRules = rulesOf([action(FREEZE)], [action(THAW)])): Subject {
  return {
    kind: 'backup',
    machine: 'backup',
    spec: backupSpec(SETTINGS, { rules }),
    judge: async (found) => [...(await judgeBackup(found)), ...judgeApplication(found)],
    async reset({ application }) {
      application.reset();
    },
  };
}

/** What holds for an application, whatever has become of its backup. */
function judgeApplication({ cluster, ended, volumes }: Found): string[] {
  const wrong: string[] = [];
  const expect = expectIn(wrong);
  const { frozen, begun, left } = cluster.application;
  const { freezes = [] } = ended;
  const still = frozen.filter(({ to }) => to === undefined);
  expect(still.length === 0, 'the application still stands still');
  for (const [command, times] of Object.entries(begun)) expect(times === 1, `${times} times: ${command}`);
  expect(!begun[FREEZE] || begun[THAW] === 1, 'pre-exec ran, and post-exec did not');
  for (const { from, to = 0 } of frozen) {
    expect(to - from <= (MAX_FREEZE_SECONDS + 5) * 1000, `it stood still for ${(to - from) / 1000} s`);
  }
  expect(left().length === 0 || freezes.some(({ thawFailed }) => thawFailed), `left in containers: ${left().join()}`);
  expect(frozen.length === 0 || freezes.length > 0, 'the record says nothing of its freeze');
  for (const { endedAt, seconds = 0, commandSeconds = 0 } of freezes) {
    expect(endedAt !== undefined, 'the record leaves it frozen');
    expect(commandSeconds <= seconds, `its commands took ${commandSeconds} s of ${seconds} s`);
  }
  if (ended.phase !== 'Succeeded') return wrong;
  for (const { pvc, timings } of volumes) {
    const at = Date.parse(timings.cutAt ?? '');
    const isStill = frozen.some(({ from, to = 0 }) => at >= Math.floor(from / 1000) * 1000 && at <= to);
    expect(
      isStill,
      `${pvc} was cut at ${timings.cutAt} while the application ran; it stood still ${JSON.stringify(frozen)}`,
    );
  }
  return wrong;
}
