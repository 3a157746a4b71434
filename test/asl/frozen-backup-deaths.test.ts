import { RULED_BACKUP } from './harness/benches.ts';
import { testDeaths } from './harness/matrix.ts';

// Who is taken over while an application stands still thaws it, and fails unless all was cut by then.
testDeaths(
  RULED_BACKUP,
  'Succeeded, kept',
  ['RunPreExecRules', 'CreateSnapshots', 'RetainSnapshots'],
  ['Succeeded, kept', 'Failed, nothing left'],
);
