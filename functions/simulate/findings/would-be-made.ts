import { groupKindOf, kindNameOf, type Manifest } from '../../domain/manifest/manifest.ts';
import { targetOf } from '../../domain/restore/map-namespaces.ts';
import { quotaUseOf } from '../../domain/restore/quota-use.ts';
import type { ObjectOutcome } from '../../domain/restore/restored-object.ts';
import type { Restoring } from '../../manifests/restoring.ts';
import type { TargetLook } from '../../manifests/target-look.ts';
import type { createDecider } from '../../restore/objects/decide-fate.ts';
import { type Kind, PVC } from '../../services/cluster/kinds.ts';
import type { Counts } from './count-objects.ts';
import type { Quotas } from './over-quota.ts';

interface Counting {
  decide: ReturnType<typeof createDecider>;
  look: TargetLook;
  restoring: Restoring;
  quotas: Quotas;
  mapping: Readonly<Record<string, string>>;
  /** Of what would be created. */
  objects: Counts;
  outcomes: Record<ObjectOutcome, number>;
}

/** What would become of an object: counted, and of its quotas taken. */
export async function countFate(object: Manifest, counting: Counting): Promise<void> {
  const { look, restoring, quotas, mapping, objects, outcomes } = counting;
  const decision = counting.decide(object);
  const outcome = await outcomeOf(decision);
  outcomes[outcome] += 1;
  if (outcome !== 'created') return;
  const kindName = kindNameOf(groupKindOf(object));
  objects.set(kindName, (objects.get(kindName) ?? 0) + 1);
  const kind = kindOf(decision);
  const { namespace } = object.metadata;
  if (kind && namespace !== undefined) quotas.take(targetOf(mapping, namespace), quotaUseOf(object, kind));

  async function outcomeOf(decided: typeof decision): Promise<ObjectOutcome> {
    if ('fate' in decided) {
      // Its definition comes first.
      const comes = decided.fate.reason === 'kind_missing' && restoring.comesWithDefinition(object);
      return comes ? 'created' : decided.fate.outcome;
    }
    if (decided.how === 'merge') return 'merged';
    const isShared = !decided.kind.namespaced && (await look.isThere(decided.kind, object.metadata.name));
    return isShared ? 'left' : 'created';
  }

  /** A claim is made with its volume. */
  function kindOf(decided: typeof decision): Kind | undefined {
    if (!('fate' in decided)) return decided.kind;
    return kindName === PVC.kind ? PVC : undefined;
  }
}
