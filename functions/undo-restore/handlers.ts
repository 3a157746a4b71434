import { openServices } from '../platform/real-services.ts';
import { undoSteps } from './steps.ts';

export const { undoRestore } = undoSteps(openServices('undo-restore'));
