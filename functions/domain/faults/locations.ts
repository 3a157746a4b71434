import { permanent, rejected, transient } from './entry.ts';

export const LOCATION_FAULTS = {
  'location.not_found': rejected(404, 'There is no such location', 'Create the location, or check its name.'),
  'location.not_valid': rejected(
    409,
    'The location is not validated',
    'Validate the location, also from this cluster, and correct what validation names.',
  ),
  'location.wants_admin': rejected(
    403,
    'The location was never validated from this cluster',
    'Let a token with the admin scope validate the location from that cluster once; from then on operate is enough.',
  ),
  'location.key_mismatch': rejected(
    409,
    'The recovery key is another one',
    'Give the recovery key that the location was created with.',
  ),
  'location.owned_by_other_installation': rejected(
    409,
    'Another installation writes to this place',
    'Another installation writes here; import from it, or take it over explicitly.',
  ),
  'location.marker_not_found': permanent(
    409,
    'The marker of the location is gone',
    'Look for what was deleted from the bucket; then validate the location again, which makes it anew.',
  ),
  'location.unreachable': transient(
    503,
    'The store does not answer',
    'Check endpoint, bucket and network of the location.',
  ),
  'location.pending': transient(
    503,
    'The location has not answered yet',
    'Ask again in a moment: what was asked for is being fetched.',
  ),
  'location.refused': permanent(502, 'The store refuses a request', 'Check bucket and credentials of the location.'),
  'location.credentials_expired': permanent(
    502,
    'The store refuses the credentials',
    'Give the location new credentials with PUT, which validates it again.',
  ),
  'location.recovery_key_unacknowledged': rejected(
    409,
    'Nobody has acknowledged the recovery key',
    'Read it with GET …/recovery-key, keep it, acknowledge it with POST …/recovery-key, then delete the location.',
  ),
  'location.address_refused': rejected(
    422,
    'The address of the store is not allowed',
    'Give an endpoint that this installation may reach.',
  ),
  'object.too_large': permanent(
    409,
    'An object is larger than Snapferry writes any',
    'Look at the object that is named: Snapferry writes none of that size.',
  ),
  'location.no_conditional_write': permanent(
    422,
    'The store does not honour If-None-Match',
    'Use a store that honours If-None-Match on PUT.',
  ),
  'recovery_key.invalid': rejected(
    422,
    'This is no recovery key',
    'Give a key of the form sfrk1-… with 32 random bytes, or leave it out to have one made.',
  ),
} as const;
