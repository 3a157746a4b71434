import type { Schemas } from '../../../client/client.ts';

/** What is chosen, in the order of the steps. */
export interface Form {
  backup: string;
  name: string;
  /** Empty: the cluster that the backup is of. */
  cluster: string;
  /** By namespace of the backup; one that is missing keeps its name. */
  namespaces: Readonly<Record<string, string>>;
  /** By storage class of the backup; one that is missing is kept. */
  classes: Readonly<Record<string, string>>;
  restoreStatus: boolean;
}

export const EMPTY: Form = { backup: '', name: '', cluster: '', namespaces: {}, classes: {}, restoreStatus: false };

export function restoreOf(form: Form, backup: Schemas['Backup']): Schemas['RestoreRequest'] {
  const changed = (mapping: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(mapping).filter(([from, to]) => to.trim() !== '' && to.trim() !== from));
  const namespaceMapping = changed(form.namespaces);
  const storageClassMapping = changed(form.classes);
  return {
    name: nameOf(form, backup),
    backup: backup.id,
    ...(form.cluster === '' || form.cluster === backup.cluster ? {} : { cluster: form.cluster }),
    ...(Object.keys(namespaceMapping).length > 0 ? { namespaceMapping } : {}),
    ...(Object.keys(storageClassMapping).length > 0 ? { storageClassMapping } : {}),
    ...(form.restoreStatus ? { restoreStatus: true } : {}),
  };
}

export function nameOf({ name }: Form, backup: Schemas['Backup']): string {
  return name.trim() === '' ? `restore of ${backup.name}`.slice(0, 128) : name.trim();
}

/** What the backup holds, resolved: its selectors have come to these. */
export function namespacesOf({ spec, namespaces }: Schemas['Backup']): string[] {
  const { selection } = spec as { selection?: { namespaces?: string[] } };
  const resolved = selection?.namespaces ?? [];
  return resolved.length > 0 ? resolved : (namespaces?.names ?? []);
}
