import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tallied } from '../../../functions/domain/backup/kept-out.ts';
import { selectClaims } from '../../../functions/domain/backup/select-claims.ts';
import { createSelector, mayHaveClaim, type ObjectFacts } from '../../../functions/domain/backup/select-objects.ts';
import { type Claim, planVolumes } from '../../../functions/domain/backup/selection.ts';
import { freezeSelection, type Selection, selectionSchema } from '../../../functions/domain/backup/selection-spec.ts';

const TYPES = [
  { group: 'apps', kind: 'Deployment' },
  { group: '', kind: 'PersistentVolumeClaim' },
  { group: '', kind: 'ConfigMap' },
];
const namespace = fc.constantFrom('cart', 'mail');
const name = fc.constantFrom('a', 'b');
const type = fc.constantFrom(...TYPES);
const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('web', 'db'), { maxKeys: 2 });
const annotations = fc.constantFrom({}, { 'snapferry.dev/exclude': 'true' }, { 'snapferry.dev/exclude': '' });
const object: fc.Arbitrary<ObjectFacts> = fc
  .record({ type, namespace, name, labels, annotations })
  .map(({ type: kind, ...rest }) => ({ ...kind, ...rest }));
const single = fc.record({ type, namespace, name }).map(({ type: kind, ...rest }) => ({ ...kind, ...rest }));
const selector = fc.constantFrom('web', 'db').map((app) => ({ matchLabels: { app }, matchExpressions: [] }));
const types = fc.subarray(TYPES, { minLength: 1 });
const body = fc.record(
  {
    namespaces: fc.subarray(['cart', 'mail']),
    resourceTypes: types,
    resourceLabelSelector: selector,
    resources: fc.array(single, { minLength: 1, maxLength: 3 }),
    exclude: fc.record(
      {
        volumes: fc.array(fc.record({ namespace, name }), { maxLength: 2 }),
        resourceTypes: types,
        resourceLabelSelector: selector,
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const bodies = body.map((one) => selectionSchema.safeParse(one)).filter(({ success }) => success);

/** As PlanBackup has it, on a cluster that has all of its namespaces. */
function frozen(selection: Selection) {
  const spec = freezeSelection(selection);
  return { ...spec, partly: spec.namespaces.filter((one) => !selection.namespaces.includes(one)) };
}

const sameType = (a: { group: string; kind: string }, b: { group: string; kind: string }) =>
  a.group === b.group && a.kind === b.kind;
const has = (own: ObjectFacts['labels'], wanted: Selection['resourceLabelSelector']) =>
  wanted !== undefined && Object.entries(wanted.matchLabels).every(([key, value]) => own?.[key] === value);

describe('a selection of objects', () => {
  it('takes those of its namespaces that have the kind and the labels, and single ones; exclusions win', () => {
    fc.assert(
      fc.property(bodies, object, ({ data }, one) => {
        const selection = data as Selection;
        const { resourceTypes, resourceLabelSelector, resources = [], exclude = {} } = selection;
        const isSingle = resources.some(
          (named) => sameType(named, one) && named.namespace === one.namespace && named.name === one.name,
        );
        const isOfNamespace =
          selection.namespaces.includes(one.namespace) &&
          (!resourceTypes || resourceTypes.some((wanted) => sameType(wanted, one))) &&
          (!resourceLabelSelector || has(one.labels, resourceLabelSelector));
        const isOut =
          one.annotations?.['snapferry.dev/exclude'] === 'true' ||
          exclude.resourceTypes?.some((unwanted) => sameType(unwanted, one)) === true ||
          has(one.labels, exclude.resourceLabelSelector) ||
          (one.kind === 'PersistentVolumeClaim' &&
            exclude.volumes?.some((volume) => volume.namespace === one.namespace && volume.name === one.name) === true);

        const spec = frozen(selection);
        fc.pre(spec.namespaces.includes(one.namespace));
        const { verdictOf, wants } = createSelector(spec);
        const verdict = verdictOf(one);
        expect(verdict === 'selected').toBe((isSingle || isOfNamespace) && !isOut);
        expect(verdict === 'unselected').toBe(!isSingle && !isOfNamespace);
        // what is in the backup is read
        const read = wants(one, one.namespace);
        if (verdict === 'selected') expect(read === 'all' || read.includes(one.name)).toBe(true);
      }),
    );
  });

  it('takes no claim that it says itself it has not', () => {
    fc.assert(
      fc.property(bodies, object, ({ data }, one) => {
        const selection = data as Selection;
        const claim = { ...one, group: '', kind: 'PersistentVolumeClaim' };
        const spec = frozen(selection);
        fc.pre(spec.namespaces.includes(one.namespace));
        const isSelected = createSelector(spec).verdictOf(claim) === 'selected';
        if (isSelected) expect(mayHaveClaim(selection, one.namespace, one.name)).toBe(true);
      }),
    );
  });

  it.each<[string, object, string]>([
    [
      'a kind in the plural of a path',
      { namespaces: ['cart'], resourceTypes: [{ kind: 'config-maps' }] },
      'resourceTypes.0.kind',
    ],
    ['no kind at all', { namespaces: ['cart'], resourceTypes: [] }, 'resourceTypes'],
    ['an object without a namespace', { resources: [{ kind: 'ConfigMap', name: 'a' }] }, 'resources.0.namespace'],
    ['a name with a slash', { resources: [{ kind: 'ConfigMap', namespace: 'cart', name: 'a/b' }] }, 'resources.0.name'],
    [
      'an object in a namespace that it excludes',
      { resources: [{ kind: 'ConfigMap', namespace: 'cart', name: 'a' }], exclude: { namespaces: ['cart'] } },
      'exclude.namespaces',
    ],
    ['objects by no labels', { namespaces: ['cart'], resourceLabelSelector: {} }, 'resourceLabelSelector'],
  ])('that asks for %s is refused', (_, asked, path) => {
    const { error } = selectionSchema.safeParse(asked);

    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

describe('claims', () => {
  const claim = (pvc: string, changes: Partial<Claim> = {}): Claim => ({
    namespace: 'cart',
    name: pvc,
    uid: `uid-${pvc}`,
    storageClass: 'fast',
    volumeMode: 'Filesystem',
    accessModes: ['ReadWriteOnce'],
    requestBytes: 10,
    ephemeral: false,
    deleting: false,
    volume: { name: `pv-${pvc}`, driver: 'd', capacityBytes: 20 },
    ...changes,
  });
  const planned = (asked: object, claims: Claim[]) => {
    const selected = selectClaims(claims, createSelector(frozen(selectionSchema.parse(asked))));
    const spec = { crossCloud: false, offload: true, snapshotClasses: {} };
    return planVolumes(selected, [{ name: 'standard', driver: 'd', isDefault: true }], spec).map(
      ({ namespace: of, pvc, phase, why }) => (phase === 'Excluded' ? `${of}/${pvc} ${why}` : `${of}/${pvc} ${phase}`),
    );
  };

  it('are in scope exactly when they are selected; the others say why, even if their data cannot be read', () => {
    const asked = {
      namespaces: ['cart'],
      resourceLabelSelector: { matchLabels: { app: 'web' } },
      exclude: { volumes: [{ namespace: 'cart', name: 'cache' }] },
    };
    const web = { labels: { app: 'web' } };
    const claims = [
      claim('data', web),
      claim('cache', { ...web, lost: 'is Lost' }),
      claim('tmp', { ...web, annotations: { 'snapferry.dev/exclude': 'true' } }),
      claim('other', { deleting: true }),
    ];

    expect(planned(asked, claims)).toEqual([
      'cart/data Pending',
      'cart/cache exclude.volumes of the selection names it',
      'cart/tmp it is annotated snapferry.dev/exclude: "true"',
      'cart/other its labels do not match resourceLabelSelector of the selection',
    ]);
  });

  it('have no row where nobody asked for claims', () => {
    expect(planned({ namespaces: ['cart'], resourceTypes: [{ kind: 'ConfigMap' }] }, [claim('data')])).toEqual([]);
    expect(
      planned({ resources: [{ kind: 'PersistentVolumeClaim', namespace: 'cart', name: 'data' }] }, [
        claim('data'),
        claim('other'),
      ]),
    ).toEqual(['cart/data Pending']);
  });
});

describe('what is listed of many', () => {
  it('is fifty at most, and all are counted', () => {
    const some = Array.from({ length: 40 }, (_, n) => n);
    const once = tallied(undefined, { count: 40, objects: some });
    const twice = tallied(once, { count: 60, objects: some });

    expect(twice).toMatchObject({ count: 100 });
    expect(twice?.objects).toHaveLength(50);
    expect(tallied(undefined, { count: 0, objects: [] })).toBeUndefined();
  });
});
