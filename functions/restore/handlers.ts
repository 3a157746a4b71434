import { openServices } from '../platform/real-services.ts';
import { restoreSteps } from './steps.ts';

export const { restorePlan, restoreVolumes, restoreRecords } = restoreSteps(openServices('restore'));
