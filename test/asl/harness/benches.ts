import { resolveSettings } from '../../../functions/domain/settings.ts';
import { POLLS_PER_EXECUTION } from '../../../functions/domain/step-result.ts';
import { type Bench, SETTINGS } from './matrix.ts';
import { backupOf, restoreOf, validationOf } from './subject.ts';
import { backupSpec } from './world.ts';

export const BACKUP: Bench = {
  machine: 'backup',
  subject: async () => backupOf(backupSpec(SETTINGS)),
  // A repository is made once.
  fresh: ['EnsureRepositories'],
};

/** Its first execution hands over as soon as it has something to wait for after the launch. */
export const LONG_BACKUP: Bench = {
  machine: 'backup',
  subject: async () => ({ ...backupOf(backupSpec(SETTINGS)), more: { polls: POLLS_PER_EXECUTION - 11 } }),
};

export const RESTORE: Bench = {
  machine: 'restore',
  async subject(world, cluster) {
    const backup = await world.start(backupOf(backupSpec(SETTINGS)), cluster);
    const { phase, error } = await world.ended(backup);
    if (phase !== 'Succeeded') throw new Error(`there is nothing to restore: ${error?.message}`);
    return restoreOf(backup, resolveSettings('kopia:1', SETTINGS));
  },
};

export const VALIDATION: Bench = {
  machine: 'validate-location',
  subject: async () => validationOf(resolveSettings('kopia:1', SETTINGS)),
};
