import { dispatch } from '../platform/dispatch.ts';
import type { Uses } from '../platform/services.ts';
import type { LocationClaims } from '../services/location/location.ts';
import { checkControlPlaneAccess } from './check-control-plane-access.ts';
import { checkValidation } from './check-validation.ts';
import { cleanUp } from './clean-up.ts';
import { finishValidation } from './finish-validation.ts';
import { launchValidation } from './launch-validation.ts';
import { planValidation } from './plan-validation.ts';

export type ValidationServices = Uses<
  'catalog' | 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers'
> & { claims: LocationClaims };

/** One deployed function runs the whole machine: it is short, and needs the same rights throughout. */
export function validationSteps(services: ValidationServices) {
  return {
    validateLocation: dispatch(services, {
      planValidation,
      checkControlPlaneAccess,
      launchValidation,
      checkValidation,
      cleanUp,
      finishValidation,
    }),
  };
}
