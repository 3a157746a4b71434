import type { Schemas } from '../../client/client.ts';
import { given } from '../kinds/kind.ts';
import { settingsOf } from './backup.ts';

type RestoreRequest = Schemas['RestoreRequest'];

export interface RestoreFlags {
  map?: Record<string, string>;
  to?: string;
  storageClass?: Record<string, string>;
  restoreStatus?: boolean;
  set?: Record<string, string>;
  label?: Record<string, string>;
}

export const RESTORE_FLAGS = {
  '/name': 'NAME',
  '/backup': '--from',
  '/cluster': '--to',
  '/namespaceMapping': '--map',
  '/storageClassMapping': '--storage-class',
  '/restoreStatus': '--restore-status',
  '/settings': '--set',
  '/labels': '--label',
};

export function restoreRequestOf(name: string, backup: string, flags: RestoreFlags): RestoreRequest {
  return {
    name,
    backup,
    ...given<Omit<RestoreRequest, 'name' | 'backup'>>({
      cluster: flags.to,
      namespaceMapping: flags.map,
      storageClassMapping: flags.storageClass,
      restoreStatus: flags.restoreStatus,
      settings: flags.set ? settingsOf(flags.set) : undefined,
      labels: flags.label,
    }),
  };
}
