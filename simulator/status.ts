import { type Kind, resourceOf } from './kinds.ts';

interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  retryAfterSeconds?: number;
  causes?: { reason: string; message: string; field?: string }[];
}

export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Failure' | 'Success';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code: number;
}

/** A Kubernetes error answer on its way to the client. */
export class StatusError extends Error {
  readonly body: Status;
  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.name = 'StatusError';
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

type Named = { plural: string; group: string };

function details(kind: Named, name: string): StatusDetails {
  return { name, ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.plural };
}

export function notFound(kind: Named, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${resourceOf(kind)} "${name}" not found`, details(kind, name));
}

export function noSuchPath(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(kind: Named, name: string): StatusError {
  return new StatusError(409, 'AlreadyExists', `${resourceOf(kind)} "${name}" already exists`, details(kind, name));
}

export function conflict(kind: Named, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${resourceOf(kind)} "${name}": ${why}`;
  return new StatusError(409, 'Conflict', message, details(kind, name));
}

export const staleVersion =
  'the object has been modified; please apply your changes to the latest version and try again';

export function invalid(kind: Kind, name: string, field: string, message: string): StatusError {
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  return new StatusError(422, 'Invalid', `${qualified} "${name}" is invalid: ${field}: ${message}`, {
    ...details(kind, name),
    kind: kind.kind,
    causes: [{ reason: message.startsWith('Required') ? 'FieldValueRequired' : 'FieldValueInvalid', message, field }],
  });
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function forbidden(kind: Named, name: string, why: string): StatusError {
  const shown = name === '' ? '' : ` "${name}"`;
  return new StatusError(403, 'Forbidden', `${resourceOf(kind)}${shown} is forbidden: ${why}`, details(kind, name));
}

export function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized');
}

export function expired(): StatusError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results.';
  return new StatusError(410, 'Expired', message);
}

export function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError(405, 'MethodNotAllowed', message, {});
}

export function unsupportedMediaType(): StatusError {
  return new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
}

export function success(kind: Named, name: string, uid: string): Omit<Status, 'code'> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { ...details(kind, name), uid },
  };
}
