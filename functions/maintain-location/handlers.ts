import { openServices } from '../platform/real-services.ts';
import { maintenanceSteps } from './steps.ts';

export const { maintainLocation } = maintenanceSteps(openServices('maintain-location'));
