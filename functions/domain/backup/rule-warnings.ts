import { nameSome } from '../name-some.ts';
import type { BackupRules } from '../rule/backup-rules.ts';
import { BEFORE_THAW_SECONDS } from '../rule/freeze.ts';
import { secondsOf } from '../settings/settings.ts';
import type { VolumePlan } from '../volume/volume.ts';
import { inPhase } from '../volume/volume-sets.ts';

/** What can be said of a backup's rules once its volumes are planned, before anything is run. */
export function ruleWarnings(rules: BackupRules | undefined, volumes: readonly Pick<VolumePlan, 'phase'>[]): string[] {
  if (!rules) return [];
  // One that is refused would be cut, once it can be.
  if (inPhase(volumes, 'Pending', 'Failed').length > 0) return endedEarly(rules);
  const names = [rules.preExec, rules.postExec].flatMap((rule) => (rule ? `rule ${rule.name}` : []));
  return [`no volume is cut, so nothing of ${[...new Set(names)].join(' and ')} is run, and nothing is frozen`];
}

/** Of a freeze in which there is nothing to run. */
export function nobodyFrozen(namespaces: readonly string[]): string {
  return `no pod of namespace ${nameSome(namespaces, 5)} had a command of the rules to run`;
}

/** An action before the cut that has less time than it asks for, since the thaw comes whatever it does. */
function endedEarly({ preExec, maxFreezeSeconds }: BackupRules): string[] {
  const left = maxFreezeSeconds - BEFORE_THAW_SECONDS;
  return (preExec?.actions ?? []).flatMap(({ timeout }, n) =>
    secondsOf(timeout) > left
      ? `action ${n} of rule ${preExec?.name} has a timeout of ${timeout}, and with a maxFreeze of ${maxFreezeSeconds} s it is ended after ${left} s at the latest`
      : [],
  );
}
