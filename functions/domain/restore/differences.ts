import { fieldsOf, type Manifest } from '../manifest/manifest.ts';
import type { FieldChange } from './restored-object.ts';

const NO_REASON = { dropped: 'the target did not keep it', changed: 'the target made something else of it' };

/** Fields that the API server dropped without a word, and those that admission changed; what it adds is none. */
export function differencesOf(sent: Manifest, made: Manifest): FieldChange[] {
  const changes: FieldChange[] = [];
  compare(sent, made, '', changes);
  return changes;
}

/** Of these changes those that show: the object that is there has something else in the field than the one backed up. */
export function showing(changes: readonly FieldChange[], backedUp: Manifest, found: Manifest): FieldChange[] {
  const fields = differencesOf(backedUp, found).map(({ field }) => field);
  const isWithin = (field: string, whole: string) =>
    field.startsWith(whole) && /^($|[.[])/.test(field.slice(whole.length));
  return changes.filter((change) => fields.some((field) => isWithin(field, change.field)));
}

function compare(sent: unknown, made: unknown, path: string, changes: FieldChange[]): void {
  if (sent === made || (isNothing(sent) && isNothing(made))) return;
  const fields = fieldsOf(sent);
  const there = fieldsOf(made);
  if (fields && there) {
    for (const [key, value] of Object.entries(fields)) compare(value, there[key], pathOf(path, key), changes);
  } else if (Array.isArray(sent) && Array.isArray(made) && made.length >= sent.length) {
    for (const [at, value] of sent.entries()) compare(value, made[at], `${path}[${at}]`, changes);
  } else {
    const action = isNothing(made) ? 'dropped' : 'changed';
    changes.push({ field: path, action, reason: NO_REASON[action] });
  }
}

/** The API server leaves out what is empty, and fills in what is zero. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.values(value).every(isNothing);
}

/** `spec.ports[0].nodePort`, `metadata.annotations[example.com/note]`. */
function pathOf(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

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
