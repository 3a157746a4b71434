import { fieldsOf } from '../manifest/manifest.ts';

/**
 * Whether `found` has all that `wanted` says: the API server only adds to what it is given (defaults, uid, status).
 * Lists are compared whole, since their order means something; an empty object may have been left out.
 */
export function covers(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) && found.length === wanted.length && wanted.every((entry, at) => covers(found[at], entry))
    );
  }
  const fields = fieldsOf(wanted);
  if (!fields) return found === wanted || (wanted === null && found === undefined);
  const there = fieldsOf(found) ?? {};
  return Object.entries(fields).every(([key, entry]) => covers(there[key], entry));
}
