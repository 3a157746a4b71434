import { UNDO } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { UNDO_OUTCOMES } from './harness/outcomes.ts';

testStates(UNDO, UNDO_OUTCOMES, ['PlanUndo', 'RemoveObjects', 'RemoveNamespaces', 'CleanUp', 'FinishUndo']);
