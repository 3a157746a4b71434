import { Fault } from '../../domain/errors.ts';

/** `field` is a path in the request's body; `why` goes on from it, and never quotes what stands there. */
export function accessRefused(field: string, why: string): Fault {
  return new Fault('cluster.kubeconfig_refused', `${field} ${why}`, { details: { field } });
}
