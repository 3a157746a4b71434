import { openServices } from '../runtime/real-services.ts';
import { validationSteps } from './steps.ts';

const services = openServices('validate-location');

export const { validateLocation } = validationSteps({ ...services, claims: services.locations });
