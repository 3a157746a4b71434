import { kindNameOf } from '../../domain/manifest/manifest.ts';
import type { RestoredObject } from '../../domain/restore/restored-object.ts';
import { readBatches } from '../../operations/read-record.ts';
import type { Ledger } from '../../services/ledger/ledger.ts';

/** What a restore's record says of what is on the cluster since. */
export interface MadeObjects {
  /** Last made first: what uses others goes before them. Neither namespaces nor claims of volumes. */
  made: readonly MadeObject[];
  /** uids of all that the restore made, or found in a namespace that it had just made. */
  known: ReadonlySet<string>;
}

export interface MadeObject extends Pick<RestoredObject, 'group' | 'kind' | 'namespace' | 'name'> {
  uid: string;
}

/** Only what the record says was created, by its uid: nothing else is ever taken for the restore's. */
export async function readMade(ledger: Pick<Ledger, 'readObjects'>, restoreId: string): Promise<MadeObjects> {
  const made: MadeObject[] = [];
  const known = new Set<string>();
  for await (const { objects } of readBatches(ledger, restoreId)) {
    for (const { group, kind, namespace, name, outcome, reason, uid } of objects) {
      if (uid === undefined) continue;
      const isOfNamespace = reason === 'made_by_controller' || reason === 'same';
      if (outcome === 'created' || isOfNamespace) known.add(uid);
      if (outcome !== 'created' || reason === 'with_namespace' || reason === 'with_volume') continue;
      made.push({ group, kind, ...(namespace ? { namespace } : {}), name, uid });
    }
  }
  return { made: made.toReversed(), known };
}

/** `Deployment.apps shop/web`. */
export function describeMade({ namespace, name, ...kind }: Omit<MadeObject, 'uid'>): string {
  return `${kindNameOf(kind)} ${namespace ? `${namespace}/` : ''}${name}`;
}
