import { ApiProblem } from '../../client/client.ts';

export interface Told {
  title: string;
  /** A sentence that stands alone. */
  detail: string;
  remedy?: string | undefined;
  code?: string | undefined;
  requestId?: string | undefined;
  /** By JSON pointer of the request's body, or by name of a parameter. */
  fields: Readonly<Record<string, string>>;
}

/** What has gone wrong, as people are told. */
export function told(error: unknown): Told {
  if (!(error instanceof ApiProblem)) {
    const message = error instanceof Error ? error.message : String(error);
    const lost = error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
    return lost
      ? { title: 'The API does not answer', detail: message, remedy: 'It is asked again by itself.', fields: {} }
      : { title: 'Something went wrong', detail: message, fields: {} };
  }
  const { title, detail, remedy, code, requestId, errors = [] } = error.problem;
  // The gateway itself, which says no more than Forbidden.
  if (error.status === 403 && code === undefined)
    return { title: 'Not allowed', detail: 'Your token does not carry a scope that this needs.', fields: {} };
  const fields = Object.fromEntries(
    errors.map(({ pointer, parameter, message }) => [pointer ?? parameter ?? '', message]),
  );
  return { title: title ?? 'Refused', detail: detail ?? error.message, remedy, code, requestId, fields };
}

/** The sentence of a field or of one within it: `/selection` has that of `/selection/namespaces/0`. */
export function fieldError({ fields }: Pick<Told, 'fields'>, pointer: string): string | undefined {
  if (fields[pointer]) return fields[pointer];
  const [, within] = Object.entries(fields).find(([at]) => at.startsWith(`${pointer}/`)) ?? [];
  return within;
}
