import { RULED_BACKUP } from './harness/benches.ts';
import { testDeaths } from './harness/matrix.ts';

testDeaths(
  RULED_BACKUP,
  'Succeeded, kept',
  ['RunPreExecRules', 'CreateSnapshots', 'RetainSnapshots'],
  // Who is taken over while an application stands still thaws it, and fails unless all was cut by then.
  ['Succeeded, kept', 'Failed, nothing left'],
  // A command that was claimed, and of which its container knows nothing, may be on its way there: it is not begun again.
  { RunPreExecRules: ['Failed, nothing left'] },
);
