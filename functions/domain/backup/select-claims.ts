import type { KeptOut } from './kept-out.ts';
import { CLAIM, type ObjectSelector } from './select-objects.ts';
import type { Claim } from './selection.ts';

const WHY: Record<KeptOut['by'], string> = {
  annotation: 'it is annotated snapferry.dev/exclude: "true"',
  'exclude.namespaces': 'exclude.namespaces of the selection names its namespace',
  'exclude.volumes': 'exclude.volumes of the selection names it',
  'exclude.resourceTypes': 'exclude.resourceTypes of the selection names its kind',
  'exclude.resourceLabelSelector': 'exclude.resourceLabelSelector of the selection matches its labels',
};

/**
 * A claim is in scope exactly when its PersistentVolumeClaim is selected. One that is not for its labels, or for somebody's
 * wish, is excluded, and says why; of kinds and single objects that were not asked for nobody speaks.
 */
export function selectClaims(claims: readonly Claim[], selector: ObjectSelector): Claim[] {
  return claims.flatMap((claim) => {
    const verdict = selector.verdictOf({ ...CLAIM, ...claim });
    if (verdict === 'selected') return claim;
    if (verdict !== 'unselected') return { ...claim, excluded: WHY[verdict.keptOut] };
    if (selector.wants(CLAIM, claim.namespace) !== 'all') return [];
    return { ...claim, excluded: 'its labels do not match resourceLabelSelector of the selection' };
  });
}
