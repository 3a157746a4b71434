import { permanent, rejected } from './entry.ts';

/** What may become of the rules of a backup. */
export const RULE_FAULTS = {
  'rule.not_found': rejected(404, 'There is no such rule', 'Create the rule, or check its name.'),
  'rule.no_match': permanent(
    409,
    'No pod matches an action of a rule',
    'Correct the selector of the action, start the application, or set onNoMatch to "warn" where it may be away.',
  ),
  'rule.failed': permanent(
    502,
    'A command of a rule failed',
    'The actions of the backup show what it printed. Correct the command, or set onError to "continue" where it does not matter.',
  ),
  'rule.timed_out': permanent(
    504,
    'A command of a rule did not end in time',
    'It was ended. Look at what it waits for, or give the action a longer timeout, or the backup a longer maxFreeze, whichever ended it.',
  ),
  'rule.outcome_unknown': permanent(
    502,
    'Nobody knows how a command of a rule ended',
    'It may have run and is not run again. Retry the backup.',
  ),
  'rule.interrupted': permanent(
    502,
    'An application went away while it was frozen',
    'Its pod was deleted, or a container of it started anew, so nobody can say that it stood still until everything was cut. Find out why, and retry the backup.',
  ),
  'rule.thaw_failed': permanent(
    502,
    'An application was not thawed as it should be',
    'Look at the application now. The actions of the backup show which command failed in which pod, and what it printed.',
  ),
  'thaw.expired': permanent(
    504,
    'An application was frozen for as long as it may be',
    'It is thawed at its deadline at the latest, here before everything was cut. Raise maxFreeze, or find out what took so long.',
  ),
} as const;
