import type { Manifest } from '../../manifest/manifest.ts';
import type { RestoreContext } from '../restore-context.ts';
import type { FieldChange } from '../restored-object.ts';

/** What one kind's rules are told, and where they say what they took or changed. */
export interface Sanitising {
  context: RestoreContext;
  /** It goes to another namespace than it came from. */
  moved: boolean;
  /** It comes back while its source may be live on the same cluster. */
  beside: boolean;
  note(action: FieldChange['action'], field: string, reason: string): void;
}

export type Sanitiser = (object: Manifest, at: Sanitising) => Manifest;

export function withSpec(object: Manifest, spec: Record<string, unknown>): Manifest {
  return { ...object, spec };
}

export function without<Value>(fields: Record<string, Value> | undefined, names: readonly string[]) {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([key]) => !names.includes(key)));
}

/** Takes the named fields away and notes those that had something. */
export function drop(fields: Record<string, unknown>, names: readonly string[], note: (field: string) => void) {
  for (const name of names) if (fields[name] !== undefined) note(name);
  return without(fields, names);
}
