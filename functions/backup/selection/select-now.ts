import { readClaims } from '../../cluster-objects/read-claims.ts';
import { readNamespaces } from '../../cluster-objects/read-namespaces.ts';
import { tallied } from '../../domain/backup/kept-out.ts';
import { selectClaims } from '../../domain/backup/select-claims.ts';
import { checkSelected, selectNamespaces } from '../../domain/backup/select-namespaces.ts';
import { createSelector } from '../../domain/backup/select-objects.ts';
import type { Claim } from '../../domain/backup/selection.ts';
import { askedOf, isDynamic } from '../../domain/backup/selection-spec.ts';
import { compareNamespaces, letGoBy } from '../../domain/backup/since-before.ts';
import { unknownExclusions } from '../../domain/backup/unknown-exclusions.ts';
import { isSystemNamespace } from '../../domain/cluster/system-namespaces.ts';
import type { BackupOperation } from '../../domain/operation/operation.ts';
import { readCluster } from '../../operations/draft-backup.ts';
import type { Uses } from '../../platform/services.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';

/** A backup that is under way, or only looked at. */
export type AskedBackup = Pick<BackupOperation, 'operationId' | 'createdAt' | 'refs' | 'slot' | 'spec' | 'warnings'>;

/**
 * What the selection has come to. A schedule's is looked up anew on each run: of the namespaces that it names, one that is
 * gone by then is said, and the others are backed up. One on its way out counts as gone only when no claim with data is
 * left in it. Of what a person asks for now, none that is named may be missing.
 * @throws Fault Rejected `namespace.not_found`, `selection.empty`, `selection.too_many_namespaces`
 */
export async function selectNow(services: Uses<'catalog' | 'ledger'>, cluster: Cluster, operation: AskedBackup) {
  const { spec, slot, warnings, refs } = operation;
  const asked = askedOf(spec.selection);
  const { spec: registered } = await readCluster(services, refs.cluster.name);
  const there = await readNamespaces(cluster);
  const selected = selectNamespaces(asked, there, (name) => isSystemNamespace(name, registered));
  checkSelected(asked, selected, slot !== undefined);
  const { found, gone, partly, terminating } = selected;
  const { partly: _, ...selection } = spec.selection;
  const frozen = { ...selection, namespaces: found, ...(partly.length > 0 ? { partly } : {}) };

  const before = slot && (await services.ledger.readRunBefore(operation, ({ plannedAt }) => plannedAt !== undefined));
  const sinceBefore = before && compareNamespaces(before, found, there);
  const left = sinceBefore?.left.filter(({ why }) => why === 'gone').map(({ namespace }) => namespace) ?? [];
  const missing = [...new Set([...gone, ...terminating, ...left])];

  const read = await readClaims(cluster, [...found, ...terminating]);
  const claims = selectClaims(leavingOf(read, terminating), createSelector(frozen));
  const unknown = unknownExclusions(asked, {
    there: new Set(there.map(({ name }) => name)),
    read: new Set([...found, ...terminating]),
    claims: new Set(read.map(({ namespace, name }) => `${namespace}/${name}`)),
  });
  return {
    spec: { ...spec, selection: frozen },
    warnings: [
      ...warnings,
      ...missing.map((name) => `namespace ${name} is gone; the others were backed up`),
      ...unknown,
    ],
    unprotected: unprotectedOf(missing, claims),
    sinceBefore,
    letGo: isDynamic(asked) ? letGoBy(before?.letGo, sinceBefore, found) : undefined,
    keptOut: tallied(undefined, { count: selected.keptOut.length, objects: selected.keptOut }),
    claims,
  };
}

/** In a namespace on its way out, a claim matters that had data. */
function leavingOf(read: readonly Claim[], terminating: readonly string[]): Claim[] {
  return read.flatMap((claim) => {
    if (!terminating.includes(claim.namespace)) return claim;
    return claim.volume || claim.lost ? { ...claim, deleting: true } : [];
  });
}

/** Where claims with data are left, they say it themselves. */
function unprotectedOf(missing: readonly string[], claims: readonly Claim[]) {
  const held = new Set(
    claims.flatMap(({ namespace, deleting, ephemeral }) => (deleting && !ephemeral ? namespace : [])),
  );
  return missing
    .filter((namespace) => !held.has(namespace))
    .map((namespace) => ({ namespace, outcome: 'NamespaceGone' as const, reason: 'the namespace is gone' }));
}
