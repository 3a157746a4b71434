import { Fault } from '../errors.ts';
import { kindNameOf } from '../manifest/manifest.ts';
import { nameSome } from '../name-some.ts';
import { requirementsOf } from '../selectors/label-selector.ts';
import { selectorTextOf } from '../selectors/requirement.ts';
import type { FrozenSelection, Selection } from './selection-spec.ts';

/**
 * A backup that was asked for some objects holds some. Without a claim there is no snapshot: nothing was touched.
 * @param held whether it holds objects of its namespaces, or claims
 * @throws Fault Rejected `selection.empty`, naming the selector
 */
export function checkNotEmpty({ asked }: FrozenSelection, held: boolean): void {
  const selector = asked && selectorOf(asked);
  if (!selector || asked.allowEmpty || held) return;
  const message = `${textOf(asked)} matches no object of the namespaces that are selected`;
  throw new Fault('selection.empty', message, { details: { selector } });
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
            resources.map(({ namespace, name }) => `${namespace}/${name}`),
            5,
          )}`,
        ]
      : []),
  ].join(' with ');
}
