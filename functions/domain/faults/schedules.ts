import { permanent, rejected } from './entry.ts';

export const SCHEDULE_FAULTS = {
  'policy.not_found': rejected(404, 'There is no such policy', 'Create the policy, or check its name.'),
  'schedule.not_found': rejected(404, 'There is no such schedule', 'Create the schedule, or check its name.'),
  'schedule.entry_not_found': rejected(
    422,
    'The policy has no such entry',
    'Name an entry of the policy of the schedule.',
  ),
  'slot.missed': permanent(
    504,
    'A scheduled run was not made',
    'The slot passed while nothing could run it; see whether a later run has Succeeded.',
  ),
  'slot.skipped': rejected(
    409,
    'A scheduled run was skipped',
    'The run before was not over; let the policy queue runs, or fire less often.',
  ),
} as const;
