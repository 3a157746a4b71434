import { Fault } from '../../../domain/errors.ts';
import type { Access } from '../../../services/cluster/cluster.ts';
import type { Kind } from '../../../services/cluster/kinds.ts';

export function isForbidden(thrown: unknown): boolean {
  return thrown instanceof Fault && thrown.code === 'cluster.forbidden';
}

export function listing({ group, plural }: Kind, namespace?: string): Access {
  return { group, resource: plural, verb: 'list', ...(namespace ? { namespace } : {}) };
}

/** What `read` gives; of what may not be read nothing, and which permission is missing. */
export async function readOrMissing<Read>(
  access: Access,
  read: () => Promise<Read>,
): Promise<{ found: Read; missing: [] } | { found: undefined; missing: [Access] }> {
  try {
    return { found: await read(), missing: [] };
  } catch (thrown) {
    if (!isForbidden(thrown)) throw thrown;
    return { found: undefined, missing: [access] };
  }
}
