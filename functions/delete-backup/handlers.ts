import { openServices } from '../platform/real-services.ts';
import { deletionSteps } from './steps.ts';

export const { deleteBackup } = deletionSteps(openServices('delete-backup'));
