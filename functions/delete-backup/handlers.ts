import { openServices } from '../runtime/real-services.ts';
import { deletionSteps } from './steps.ts';

export const { deleteBackup } = deletionSteps(openServices('delete-backup'));
