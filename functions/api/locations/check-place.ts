import { Fault } from '../../domain/errors.ts';
import type { S3Settings } from '../../domain/location/location-spec.ts';
import { type AddressPolicy, allowsHost } from '../../services/addresses/addresses.ts';

/**
 * The address of the endpoint, if it is written out; a name is looked at when it is resolved, at each connection.
 * @throws Fault Rejected `location.address_refused` with a pointer to the field
 */
export function checkEndpoint(policy: AddressPolicy, { endpoint }: Pick<S3Settings, 'endpoint'>): void {
  const { hostname } = new URL(endpoint);
  if (allowsHost(policy, hostname)) return;
  const message = `the address ${hostname} is not allowed`;
  throw new Fault('location.address_refused', message, { details: { errors: [{ pointer: '/s3/endpoint', message }] } });
}

type Place = Pick<S3Settings, 'bucket' | 'prefix'>;

/** Backups are where they are: another bucket or prefix is another location. @throws Fault Rejected `request.invalid` */
export function checkSamePlace(old: Place, asked: Place): void {
  const changed = (['bucket', 'prefix'] as const).find((field) => old[field] !== asked[field]);
  if (!changed) return;
  const message = `the ${changed} of a location cannot change; create another location`;
  throw new Fault('request.invalid', message, { details: { errors: [{ pointer: `/s3/${changed}`, message }] } });
}
