import { continueStep } from '../operations/continue-execution.ts';
import { dispatch } from '../platform/dispatch.ts';
import type { Services } from '../platform/services.ts';
import { cleanUp } from './clean-up.ts';
import { finishUndo } from './finish-undo.ts';
import { planUndo } from './plan-undo.ts';
import { removeNamespaces } from './remove-namespaces.ts';
import { removeObjects } from './remove-objects.ts';

/** One deployed function runs the whole machine: it is short, and needs the same rights throughout. */
export function undoSteps(services: Services) {
  return {
    undoRestore: dispatch(services, {
      planUndo,
      removeObjects,
      removeNamespaces,
      cleanUp,
      finishUndo,
      continueUndo: continueStep('undo', 'ContinueUndo'),
    }),
  };
}
