import { Fault, toFault } from '../domain/errors.ts';
import { type LocationStatus, validationOf } from '../domain/location/location-spec.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { LocationClaims } from '../services/location/location.ts';

/**
 * Looks at the location from here and claims it. What it finds goes into the location's status at once: keys derive from
 * the uid that is written there, also should the cluster's own look fail.
 */
export function checkControlPlaneAccess(
  services: Uses<'catalog' | 'clock' | 'ledger' | 'log'> & { claims: LocationClaims },
): Step {
  const { catalog, claims, clock } = services;
  return step('validation', 'CheckControlPlaneAccess', services, async ({ operation, run }) => {
    const location = locationOf(operation);
    // A name of its own: a look that died, or still goes on, must not be what this one finds.
    const probe = `${run.operationId}-${Buffer.from(clock.randomBytes(5)).toString('hex')}`;
    const { locationUid, generation } = await claims.claim(location, probe).catch(atOnce);
    if (generation !== operation.spec.generation) {
      const message = `location ${location.name} was changed since its validation was asked for; validate it again`;
      throw new Fault('request.precondition_failed', message);
    }
    const look = { observedGeneration: generation, at: clock.now().toISOString() };
    const status: LocationStatus = { locationUid, validated: validationOf(look, undefined, undefined) };
    await catalog.writeStatus('location', location.name, location.uid, { ...status });
    return done();
  });
}

/** An outage is waited out in the middle of a backup; here it is the answer to the question. */
function atOnce(thrown: unknown): never {
  const { code, message, details } = toFault(thrown);
  throw new Fault(code, message, { cause: thrown, details, disposition: 'Permanent' });
}
