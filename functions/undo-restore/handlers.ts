import { openServices } from '../runtime/real-services.ts';
import { undoSteps } from './steps.ts';

export const { undoRestore } = undoSteps(openServices('undo-restore'));
