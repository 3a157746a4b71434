import { openServices } from '../platform/real-services.ts';
import { simulationSteps } from './steps.ts';

export const { simulate } = simulationSteps(openServices('simulate'));
