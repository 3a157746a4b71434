/** All that Snapferry makes carries these; only what carries this installation's value is ever listed for deletion. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
export const INSTALLATION = 'snapferry.dev/installation';
export const OPERATION = 'snapferry.dev/operation';
export const VOLUME = 'snapferry.dev/volume';
export const ROLE = 'snapferry.dev/role';
export const ATTEMPT = 'snapferry.dev/attempt';

/** `restore-source`: a restore's pair on the snapshot of a backup. It never says Delete: the snapshot is the backup's. */
const ROLES = [
  'snapshot',
  'local-copy',
  'restore-source',
  'mover',
  'credentials',
  'temporary-claim',
  'repository',
  'validation',
] as const;
export type Role = (typeof ROLES)[number];

/** The role that an object's labels say it has; undefined for none of ours. */
export function roleIn(labels: Record<string, string> | undefined): Role | undefined {
  return ROLES.find((role) => role === labels?.[ROLE]);
}

export interface Ownership {
  installationId: string;
  operationId: string;
  role: Role;
  volumeId?: string;
}

export function labelsOf({ installationId, operationId, role, volumeId }: Ownership): Record<string, string> {
  return {
    [MANAGED_BY]: 'snapferry',
    [INSTALLATION]: installationId,
    [OPERATION]: operationId,
    [ROLE]: role,
    ...(volumeId ? { [VOLUME]: volumeId } : {}),
  };
}

/** Selects what an operation of this installation made; `roles` narrows it. */
export function selectorOf(installationId: string, operationId?: string, roles?: readonly Role[]): string {
  return [
    `${MANAGED_BY}=snapferry`,
    `${INSTALLATION}=${installationId}`,
    ...(operationId ? [`${OPERATION}=${operationId}`] : []),
    ...(roles ? [`${ROLE} in (${roles.join(',')})`] : []),
  ].join(',');
}

/** True when the labels say that this operation made the object. */
export function isOwn(labels: Record<string, string> | undefined, owner: Omit<Ownership, 'role'>): boolean {
  return (
    labels?.[MANAGED_BY] === 'snapferry' &&
    labels[INSTALLATION] === owner.installationId &&
    labels[OPERATION] === owner.operationId &&
    (owner.volumeId === undefined || labels[VOLUME] === owner.volumeId)
  );
}
