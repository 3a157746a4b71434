import { Fault } from '../errors.ts';
import { kindNameOf } from '../manifest/manifest.ts';
import { nameSome } from '../name-some.ts';
import { requirementsOf } from '../selectors/label-selector.ts';
import { selectorTextOf } from '../selectors/requirement.ts';
import { EXCLUDE, type KeptOut, type Tally } from './kept-out.ts';
import type { FrozenSelection, Selection } from './selection-spec.ts';

/**
 * A backup that was asked for some objects holds some. Without a claim there is no snapshot: nothing was touched.
 * @param held whether it holds objects of its namespaces, or claims
 * @param keptOut what is selected and was kept out
 * @throws Fault Rejected `selection.empty`, naming the selector, and what it matched that was kept out
 */
export function checkNotEmpty({ asked }: FrozenSelection, held: boolean, keptOut: Tally<KeptOut> | undefined): void {
  const selector = asked && selectorOf(asked);
  if (!selector || asked.allowEmpty || held) return;
  const kept = [...ofExcludedTypes(asked), ...(keptOut?.objects ?? []).filter(({ namespace }) => namespace)];
  const names = kept.map(({ kind, namespace, name, by }) => {
    const why = by === 'annotation' ? `annotated ${EXCLUDE}: "true"` : `by ${by}`;
    return `${kind} ${namespace}/${name} (${why})`;
  });
  const matched =
    names.length > 0 ? `only what is kept out: ${nameSome(names, 5)}` : 'no object of the namespaces that are selected';
  throw new Fault('selection.empty', `${textOf(asked)} matches ${matched}`, { details: { selector } });
}

/** Single objects that nobody reads, since their kinds are excluded. */
function ofExcludedTypes({ resources = [], exclude }: Selection): KeptOut[] {
  const excluded = new Set(exclude?.resourceTypes?.map(kindNameOf));
  const single = resources.map(({ namespace, name, ...type }) => ({ kind: kindNameOf(type), namespace, name }));
  return single.flatMap((one) => (excluded.has(one.kind) ? { ...one, by: 'exclude.resourceTypes' as const } : []));
}

function selectorOf(asked: Selection): keyof Selection | undefined {
  return (['resourceLabelSelector', 'resourceTypes', 'resources'] as const).find((name) => asked[name] !== undefined);
}

function textOf({ resourceLabelSelector, resourceTypes, resources }: Selection): string {
  const labels = resourceLabelSelector && selectorTextOf(requirementsOf(resourceLabelSelector)).slice(0, 300);
  return [
    ...(labels === undefined ? [] : [`resourceLabelSelector ${labels}`]),
    ...(resourceTypes ? [`resourceTypes ${nameSome(resourceTypes.map(kindNameOf), 5)}`] : []),
    ...(resources
      ? [
          `resources ${nameSome(
            resources.map((one) => `${kindNameOf(one)} ${one.namespace}/${one.name}`),
            5,
          )}`,
        ]
      : []),
  ].join(' with ');
}
