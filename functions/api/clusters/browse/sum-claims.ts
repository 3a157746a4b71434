import { toFault } from '../../../domain/errors.ts';
import { bytesOf } from '../../../domain/volume/quantity.ts';
import { inParallel } from '../../../platform/in-parallel.ts';
import type { Access, KubeObject } from '../../../services/cluster/cluster.ts';
import { PVC } from '../../../services/cluster/kinds.ts';
import { FEW_NAMESPACES, LISTS_AT_ONCE, type Wanted } from './count-objects.ts';
import { isHeld, type OutNamespaces } from './kept-out.ts';
import { isForbidden, listing } from './missing-permissions.ts';

interface ClaimSum {
  claims: number;
  claimBytes: number;
}

export interface ClaimSums {
  /** undefined where not all of its claims could be read. */
  of(namespace: string): ClaimSum | undefined;
  missing: Access[];
}

/** Counts the claims of namespaces that a backup would hold, with the bytes of their volumes. */
export async function sumClaims(wanted: Omit<Wanted, 'kinds' | 'by'>): Promise<ClaimSums> {
  const { cluster, namespaces, out, clock, until } = wanted;
  const sums = new Map<string, ClaimSum>();
  const missing: Access[] = [];

  async function read(namespace: string | undefined): Promise<void> {
    const ofList = new Map(
      (namespace ? [namespace] : namespaces).map((name) => [name, { claims: 0, claimBytes: 0 }] as const),
    );
    const scope = namespace ? { namespace } : {};
    let next: string | undefined;
    try {
      do {
        if (clock.now() >= until) return;
        const page = await cluster.list(PVC, { ...scope, ...(next ? { continue: next } : {}) });
        for (const claim of page.items) add(ofList.get(claim.metadata.namespace ?? ''), claim, out);
        next = page.continue;
      } while (next);
      for (const [name, sum] of ofList) sums.set(name, sum);
    } catch (thrown) {
      if (isForbidden(thrown)) missing.push(listing(PVC, namespace));
      else if (toFault(thrown).details.status !== 410) throw thrown;
    }
  }

  const isMany = namespaces.length > FEW_NAMESPACES;
  if (isMany) await read(undefined);
  else await inParallel(namespaces, LISTS_AT_ONCE, read);
  return { of: (namespace) => sums.get(namespace), missing };
}

function add(sum: ClaimSum | undefined, claim: KubeObject, out: OutNamespaces): void {
  if (!sum || !isHeld(claim, out)) return;
  const { spec, status } = claim;
  sum.claims += 1;
  const bytes = bytesOf(status?.capacity?.storage ?? spec?.resources?.requests?.storage);
  sum.claimBytes = Math.min(sum.claimBytes + bytes, Number.MAX_SAFE_INTEGER);
}
