import { LONG_UNDO } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { UNDO_OUTCOMES } from './harness/outcomes.ts';

testStates(LONG_UNDO, UNDO_OUTCOMES, ['ContinueUndo']);
