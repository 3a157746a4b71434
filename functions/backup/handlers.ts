import { openServices } from '../platform/real-services.ts';
import { backupSteps } from './steps.ts';

export const { plan, snapshots, offload, records } = backupSteps(openServices('backup'));
