import type { Schedule } from '../schedules/use-schedules.ts';

/** The schedules that name a rule. */
export function usersOf(schedules: readonly Schedule[], rule: string): readonly Schedule[] {
  return schedules.filter(({ backup }) => backup.preExecRule === rule || backup.postExecRule === rule);
}
