import { timestamp } from '../clock.ts';
import { everyVerb, type Kind } from '../kinds.ts';
import { type Condition, type KubeObject, keyOf, nameOf, setConditions } from '../objects.ts';
import { type Simulation, startController } from '../simulation.ts';

interface Definition extends KubeObject {
  spec: {
    group: string;
    scope: string;
    names: { kind: string; plural: string; singular?: string; shortNames?: string[]; listKind?: string };
    versions: { name: string; served: boolean; storage: boolean; subresources?: { status?: object } }[];
  };
  status?: { conditions?: Condition[] };
}

const resource = 'customresourcedefinitions.apiextensions.k8s.io';

/**
 * The order in which a group prefers its versions: `v2`, `v1`, `v1beta2`, `v1alpha1`, then all other names.
 * @see kubernetes/apimachinery:pkg/version/helpers.go
 */
function byPriority(one: string, other: string): number {
  const [a, b] = [one, other].map((name) => {
    const [, major = '0', stage = '', minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name) ?? [];
    return major === '0' ? [-1, 0, 0] : [['alpha', 'beta', ''].indexOf(stage), Number(major), Number(minor)];
  });
  for (const [at, value] of (a ?? []).entries()) if (value !== b?.[at]) return (b?.[at] ?? 0) - value;
  return one < other ? -1 : 1;
}

function kindsOf({ spec }: Definition): Kind[] {
  return spec.versions
    .filter((version) => version.served)
    .toSorted((one, other) => byPriority(one.name, other.name))
    .map((version) => ({
      group: spec.group,
      version: version.name,
      kind: spec.names.kind,
      plural: spec.names.plural,
      singular: spec.names.singular ?? spec.names.kind.toLowerCase(),
      shortNames: spec.names.shortNames ?? [],
      namespaced: spec.scope === 'Namespaced',
      status: version.subresources?.status !== undefined,
      verbs: everyVerb,
      subresources: [],
      categories: [],
      custom: true,
    }));
}

/** A CustomResourceDefinition serves its kind as soon as it is there; its objects go with it. */
export function startDefinitions(simulation: Simulation): void {
  const { store, kinds, clock } = simulation;
  startController(simulation, {
    name: 'definitions',
    keys(_, event) {
      if (event.resource !== resource) return [];
      const definition = event.object as Definition;
      const name = nameOf(definition);
      if (event.type === 'DELETED') {
        const stored = `${definition.spec.names.plural}.${definition.spec.group}`;
        for (const object of store.list(stored)) {
          store.remove(stored, keyOf(object));
        }
        kinds.setCustom(name, []);
      } else kinds.setCustom(name, kindsOf(definition));
      return [name];
    },
    reconcile(_, name) {
      store.modify<Definition>(resource, name, (draft) => {
        const at = timestamp(clock);
        const holds = (type: string, reason: string, message: string) => ({ type, status: 'True', reason, message });
        const accepted = holds('NamesAccepted', 'NoConflicts', 'no conflicts found');
        const established = holds('Established', 'InitialNamesAccepted', 'the initial names have been accepted');
        draft.status = {
          ...draft.status,
          conditions: setConditions(draft.status?.conditions, at, accepted, established),
          acceptedNames: draft.spec.names,
          storedVersions: draft.spec.versions.filter((one) => one.storage).map((one) => one.name),
        } as { conditions: Condition[] };
      });
      return undefined;
    },
  });
}
