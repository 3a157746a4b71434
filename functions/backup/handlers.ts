import { openServices } from '../platform/real-services.ts';
import { backupSteps } from './steps.ts';

export const { plan, rules, snapshots, offload, records } = backupSteps(openServices('backup'));
