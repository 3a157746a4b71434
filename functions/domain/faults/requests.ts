import { rejected, transient } from './entry.ts';

export const REQUEST_FAULTS = {
  'request.invalid': rejected(
    400,
    'A field of the request is wrong',
    'Correct the field that is named and send the request again.',
  ),
  'request.not_json': rejected(
    400,
    'The body is not a JSON object',
    'Send a JSON object with content-type application/json.',
  ),
  'request.too_large': rejected(
    413,
    'The request is too large',
    'Send a body of at most 1 MiB and a spec of at most 64 KiB.',
  ),
  'request.not_found': rejected(404, 'Nothing is served at this path', 'Check the path and the name.'),
  'request.method_not_allowed': rejected(
    405,
    'The path does not take this method',
    'Use one of the methods that the Allow header lists.',
  ),
  'request.timeout': transient(
    503,
    'The answer would have come too late',
    'It may have been done: read what it changes again, or send it again with the same Idempotency-Key.',
  ),
  'request.forbidden': rejected(403, 'The token lacks a scope', 'Use a token that carries the scope that is named.'),
  'request.unauthenticated': rejected(401, 'The request carries no valid token', 'Send a valid bearer token.'),
  'request.idempotency_mismatch': rejected(
    422,
    'The Idempotency-Key was used for another body',
    'Use another Idempotency-Key for another body.',
  ),
  'request.cursor_invalid': rejected(
    400,
    'The cursor is of another list',
    'Use a cursor only with the filters it came from.',
  ),
  'request.precondition_required': rejected(
    428,
    'The change names no ETag',
    'Send If-Match with the ETag that you read.',
  ),
  'request.precondition_failed': rejected(
    412,
    'The object has changed since it was read',
    'Read the object again and repeat the change on its new ETag.',
  ),
  'name.taken': rejected(409, 'The name is taken', 'Choose another name, or change the object that has it.'),
  'object.in_use': rejected(
    409,
    'Something uses the object',
    'Remove what uses it first: the detail names it. Where the route has the parameter force, ?force=true ends that with it.',
  ),
  'settings.cluster_only': rejected(
    422,
    'The setting is one of the cluster',
    'Leave it out; an admin sets it with PUT /v1/clusters/{name}, in settings.',
  ),
  'settings.out_of_bounds': rejected(
    422,
    'The setting exceeds the limits of the cluster',
    'Ask for no more than is named, or have an admin raise settings.limits, or settings.moverLimit, of the cluster.',
  ),
} as const;
