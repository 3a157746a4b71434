import type { Schemas } from '../../client/client.ts';
import { wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import { SELECTION_FLAGS, type SelectionFlags, selectionOf } from './selection.ts';

export type BackupRequest = Schemas['BackupRequest'];
type LikeRequest = Schemas['LikeRequest'];
type Settings = NonNullable<BackupRequest['settings']>;

export interface BackupFlags extends SelectionFlags {
  cluster?: string;
  location?: string;
  offload?: boolean;
  class?: Record<string, string>;
  keepLocal?: number;
  preRule?: string;
  postRule?: string;
  quiesceGroup?: 'namespace' | 'all';
  maxFreeze?: string;
  onMaxFreeze?: 'fail' | 'continue';
  fullRead?: boolean;
  snapshotTimeout?: string;
  set?: Record<string, string>;
  label?: Record<string, string>;
}

export const BACKUP_FLAGS = {
  ...SELECTION_FLAGS,
  '/name': 'NAME',
  '/cluster': '--cluster',
  '/locations': '--location',
  '/offload': '--no-offload',
  '/snapshotClasses': '--class',
  '/localCopies': '--keep-local',
  '/preExecRule': '--pre-rule',
  '/postExecRule': '--post-rule',
  '/quiesceGroup': '--quiesce-group',
  '/maxFreeze': '--max-freeze',
  '/onMaxFreeze': '--on-max-freeze',
  '/fullRead': '--full-read',
  '/snapshotTimeout': '--snapshot-timeout',
  '/settings': '--set',
  '/labels': '--label',
  '/like': '--like',
};

/** What of a backup the flags say; of a schedule's as well. */
function fieldsOf(flags: BackupFlags): Partial<Omit<BackupRequest, 'name'>> {
  return given<Partial<Omit<BackupRequest, 'name'>>>({
    cluster: flags.cluster,
    locations: flags.location === undefined ? undefined : [flags.location],
    selection: selectionOf(flags),
    // commander gives true where --no-offload is not given: the API's own default is left to it
    offload: flags.offload === false ? false : undefined,
    snapshotClasses: flags.class,
    localCopies: flags.keepLocal === undefined ? undefined : { keep: flags.keepLocal },
    preExecRule: flags.preRule,
    postExecRule: flags.postRule,
    quiesceGroup: flags.quiesceGroup,
    maxFreeze: flags.maxFreeze,
    onMaxFreeze: flags.onMaxFreeze,
    fullRead: flags.fullRead,
    snapshotTimeout: flags.snapshotTimeout,
    settings: flags.set ? settingsOf(flags.set) : undefined,
    labels: flags.label,
  });
}

/** @throws CliError where a flag is missing that every backup needs */
export function backupRequestOf(name: string, flags: BackupFlags, from: object = {}): BackupRequest {
  return { ...wholeBackupOf(flags, from), name };
}

/** @param from a body that was read from a file: the flags take the place of its fields */
export function wholeBackupOf(flags: BackupFlags, from: object = {}): Omit<BackupRequest, 'name'> {
  const { cluster, locations, selection, ...rest } = { ...(from as Partial<BackupRequest>), ...fieldsOf(flags) };
  if (cluster === undefined) throw wrongUse('which cluster? --cluster NAME');
  if (locations === undefined) throw wrongUse('to which location? --location NAME');
  if (selection === undefined)
    throw wrongUse(
      'what? --namespace NAMES, --all-namespaces, --namespace-selector SELECTOR or --object TYPE/NAMESPACE/NAME',
    );
  return { cluster, locations, selection, ...rest };
}

/** @param unset fields that the other one was asked for by, and this one is not */
export function likeRequestOf(
  like: string,
  name: string | undefined,
  flags: BackupFlags,
  unset: readonly string[] = [],
): LikeRequest {
  const without = Object.fromEntries(unset.map((field) => [field, null]));
  return { like, ...given({ name }), ...fieldsOf(flags), ...without };
}

const NUMBERS = new Set(['moverLimit', 'fullReadEvery', 'volumesPerMover']);
const RESOURCES: Readonly<Record<string, 'cpu' | 'memoryMiB'>> = { cpu: 'cpu', memoryMiB: 'memoryMiB' };

/** `--set moverLimit=2,moverTimeout=4h,cpu=1,memoryMiB=2048`: as the API names them. */
export function settingsOf(set: Readonly<Record<string, string>>): Settings {
  const settings: Record<string, unknown> = {};
  const resources: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(set)) {
    const resource = RESOURCES[key];
    if (resource) resources[resource] = resource === 'memoryMiB' ? numberOf(key, value) : value;
    else settings[key] = NUMBERS.has(key) ? numberOf(key, value) : value;
  }
  return { ...settings, ...(Object.keys(resources).length > 0 ? { resources } : {}) };
}

function numberOf(key: string, value: string): number {
  if (!/^\d+$/.test(value)) throw wrongUse(`--set ${key}=${value}: it is a whole number`);
  return Number(value);
}
