import { openServices } from '../platform/real-services.ts';
import { validationSteps } from './steps.ts';

const services = openServices('validate-location');

export const { validateLocation } = validationSteps({ ...services, claims: services.locations });
