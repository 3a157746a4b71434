import { nameSome } from '../name-some.ts';
import type { Standing, Turn } from './retention.ts';

/** What keeps a backup. */
export const RULES = ['held', 'person', 'newest', 'counted', 'only_data', 'due'] as const;

export interface KeptUntil {
  rule: (typeof RULES)[number];
  /** In a sentence. */
  until: string;
}

const MAX_NAMED = 5;

/** Of a backup that no schedule counts. */
export function keptForPerson(why: string): KeptUntil {
  return { rule: 'person', until: `kept until a person deletes it: ${why}` };
}

/** Of one that is held; what its entries say of it applies again afterwards. */
export function keptByHold({ by, at }: { by: string; at: string }): KeptUntil {
  return { rule: 'held', until: `kept until its legal hold is taken off (placed by ${by} at ${at})` };
}

/** Of a backup of a schedule, by what retention makes of it. */
export function keptBySchedule({ isNewest, turns, isExpired, onlyDataOf }: Standing, schedule: string): KeptUntil {
  if (turns.length === 0) return keptForPerson(`the policy of schedule ${schedule} has none of its entries any more`);
  if (isExpired) return { rule: 'due', until: `goes after the next success of schedule ${schedule}` };
  if (isNewest) {
    const until = `kept while it is the newest good backup of schedule ${schedule}; ${goesOnce(turns)}`;
    return { rule: 'newest', until };
  }
  if (onlyDataOf.length > 0) {
    const claims = nameSome(onlyDataOf, MAX_NAMED);
    return { rule: 'only_data', until: `kept beyond its turn, until a newer good one has data of ${claims}` };
  }
  return { rule: 'counted', until: goesOnce(turns) };
}

function goesOnce(turns: readonly Turn[]): string {
  const wanting = turns.filter(({ keep, newer }) => newer < keep);
  const named = wanting.map(({ entry, keep, newer }) => {
    const wanted = keep - newer;
    return `${wanted} more good ${wanted === 1 ? 'run' : 'runs'} of entry ${entry}`;
  });
  return `goes after ${named.join(' and ')}, each with data of all that it has data of`;
}
