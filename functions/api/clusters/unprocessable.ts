import { Fault, toFault } from '../../domain/errors.ts';

/** A cluster that cannot be reached as described is the description's fault: 422, whatever a later call would say. */
export function asUnprocessable(fault: Fault): Fault {
  if (!fault.code.startsWith('cluster.')) return fault;
  const { field, ...details } = fault.details;
  const errors = typeof field === 'string' ? { errors: [{ pointer: pointerOf(field), message: fault.message }] } : {};
  return new Fault(fault.code, fault.message, { details: { ...details, ...errors, httpStatus: 422 }, cause: fault });
}

/** @throws Fault what `look` throws, with status 422 where it is of the cluster */
export async function unprocessable<Result>(look: () => Promise<Result>): Promise<Result> {
  try {
    return await look();
  } catch (thrown) {
    throw asUnprocessable(toFault(thrown));
  }
}

/** `access.kubeconfig.users[0].user.exec` stands in the text at `/access/kubeconfig`. */
function pointerOf(field: string): string {
  const path = field.split('.');
  const end = path.indexOf('kubeconfig');
  return `/${(end < 0 ? path : path.slice(0, end + 1)).join('/')}`;
}
