import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkSelected,
  type NamespaceFacts,
  selectNamespaces,
} from '../../../functions/domain/backup/select-namespaces.ts';
import {
  askedOf,
  freezeSelection,
  namedNamespaces,
  type Selection,
  selectionSchema,
} from '../../../functions/domain/backup/selection-spec.ts';
import { compareNamespaces, letGoBy } from '../../../functions/domain/backup/since-before.ts';
import { requirementsOf } from '../../../functions/domain/selectors/label-selector.ts';
import { meets } from '../../../functions/domain/selectors/requirement.ts';

const NAMES = ['cart', 'mail', 'wiki', 'kube-system', 'kube-public', 'snapferry'];
const isSystem = (name: string) => name.startsWith('kube-') || name === 'snapferry';
const names = fc.subarray(NAMES);
const labels = fc.dictionary(fc.constantFrom('team', 'env'), fc.constantFrom('web', 'docs', ''), { maxKeys: 2 });
const annotations = fc.constantFrom({}, { 'snapferry.dev/exclude': 'true' }, { 'snapferry.dev/exclude': 'false' });
const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom('team', 'env'),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.subarray(['web', 'docs', ''], { minLength: 1 }),
  }),
  fc.record({
    key: fc.constantFrom('team', 'env'),
    operator: fc.constantFrom('Exists', 'DoesNotExist'),
    values: fc.constant([]),
  }),
);
const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) });
const anyBody = fc.record(
  {
    namespaces: fc.oneof(names, fc.constant(['*'])),
    namespaceLabelSelector: selector,
    exclude: fc.record({ namespaces: names }, { requiredKeys: [] }),
    allowEmpty: fc.boolean(),
  },
  { requiredKeys: [] },
);
const selections = anyBody.map((body) => selectionSchema.safeParse(body)).filter(({ success }) => success);
const cluster: fc.Arbitrary<NamespaceFacts[]> = names.chain((there) =>
  fc.tuple(
    ...there.map((name) => fc.record({ name: fc.constant(name), labels, annotations, isLeaving: fc.boolean() })),
  ),
);

function parsed(body: Partial<Selection>): Selection {
  return selectionSchema.parse(body);
}

describe('a selection of namespaces', () => {
  it('takes what is named, and of all others those that match and are not of the system; never what is excluded or leaving', () => {
    fc.assert(
      fc.property(selections, cluster, ({ data }, there) => {
        const selection = data as Selection;
        const { found, gone, terminating, keptOut } = selectNamespaces(selection, there, isSystem);
        const named = namedNamespaces(selection);
        for (const { name, labels: own, annotations: notes, isLeaving } of there) {
          const byLabel =
            selection.namespaceLabelSelector !== undefined &&
            meets(own, requirementsOf(selection.namespaceLabelSelector));
          const wanted = named.includes(name) || (!isSystem(name) && (selection.namespaces.includes('*') || byLabel));
          const isAnnotated = notes?.['snapferry.dev/exclude'] === 'true';
          const isExcluded = isAnnotated || selection.exclude?.namespaces?.includes(name) === true;
          expect(found.includes(name)).toBe(wanted && !isLeaving && !isExcluded);
          expect(keptOut.some((one) => one.name === name)).toBe(wanted && !isLeaving && isExcluded);
        }
        // each that is named is one of the four, and none is two
        const ofNamed = [...found, ...keptOut.map(({ name }) => name)].filter((name) => named.includes(name));
        expect([...ofNamed, ...gone, ...terminating].toSorted()).toEqual(named.toSorted());
      }),
    );
  });

  it('is on the row as it was asked for, and is read from it again', () => {
    fc.assert(
      fc.property(selections, ({ data }) => {
        const selection = data as Selection;
        const again = askedOf(freezeSelection(selection));
        expect({ ...again, namespaces: new Set(again.namespaces) }).toEqual({
          ...selection,
          namespaces: new Set(selection.namespaces),
        });
      }),
    );
  });

  it('of names only is on the row as rows of earlier releases have it', () => {
    expect(freezeSelection(parsed({ namespaces: ['shop', 'cart', 'shop'] }))).toEqual({
      kind: 'namespaces',
      namespaces: ['shop', 'cart'],
    });
  });

  it.each<[string, Partial<Selection>, string]>([
    ['no namespace', {}, 'namespaces'],
    [
      'nothing by labels',
      { namespaceLabelSelector: { matchLabels: {}, matchExpressions: [] } },
      'namespaceLabelSelector',
    ],
    ['all and one more', { namespaces: ['*', 'shop'] }, 'namespaces'],
    ['what it excludes', { namespaces: ['shop'], exclude: { namespaces: ['shop'] } }, 'exclude.namespaces'],
    ['501 namespaces', { namespaces: Array.from({ length: 501 }, (_, n) => `n${n}`) }, 'namespaces'],
  ])('that asks for %s is refused', (_, body, path) => {
    const { error } = selectionSchema.safeParse(body);

    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it('that comes to more namespaces than a backup takes is refused with their number', () => {
    const there = Array.from({ length: 501 }, (_, n) => ({ name: `n${n}`, isLeaving: false }));
    const selection = parsed({ namespaces: ['*'] });
    const check = () => checkSelected(selection, selectNamespaces(selection, there, isSystem), true);

    expect(check).toThrow(
      expect.objectContaining({ code: 'selection.too_many_namespaces', details: { count: 501, most: 500 } }),
    );
  });

  it('says that a namespace which is named stays out for its annotation', () => {
    const selection = parsed({ namespaces: ['shop'] });
    const there = [{ name: 'shop', annotations: { 'snapferry.dev/exclude': 'true' }, isLeaving: false }];

    expect(() => checkSelected(selection, selectNamespaces(selection, there, isSystem), false)).toThrow(
      expect.objectContaining({
        code: 'selection.empty',
        message: expect.stringContaining('without shop (annotated snapferry.dev/exclude)'),
      }),
    );
  });

  it.each<[Partial<Selection>, string]>([
    [
      { namespaces: ['*'], exclude: { namespaces: ['cart', 'wiki'] } },
      'namespaces ["*"], without cart, matches no namespace that is not of the system',
    ],
    [
      {
        namespaceLabelSelector: { matchLabels: { team: 'web' }, matchExpressions: [] },
        exclude: { namespaces: ['cart'] },
      },
      'namespaceLabelSelector team=web, without cart, matches no namespace',
    ],
  ])('%j that matches nothing says which selector that was', (body, message) => {
    const selection = parsed(body);
    const there = ['kube-system', 'cart'].map((name) => ({ name, labels: { team: 'web' }, isLeaving: false }));
    const check = (given: Selection) => () => checkSelected(given, selectNamespaces(given, there, isSystem), true);

    expect(check(selection)).toThrow(expect.objectContaining({ code: 'selection.empty', message }));
    expect(check({ ...selection, allowEmpty: true })).not.toThrow();
  });
});

describe('namespaces since the run before', () => {
  const before = { operationId: 'bk-1', spec: { selection: { namespaces: ['cart', 'mail', 'wiki'] } } };

  it('have joined, have left, or are gone', () => {
    const there = [
      { name: 'mail', isLeaving: false },
      { name: 'wiki', isLeaving: true },
    ];

    expect(compareNamespaces(before, ['blog', 'cart'], there)).toEqual({
      than: 'bk-1',
      joined: ['blog'],
      left: [
        { namespace: 'mail', why: 'unselected' },
        { namespace: 'wiki', why: 'gone' },
      ],
    });
  });

  it('that were let go stay so until they are selected again, and those that are gone never were', () => {
    const there = [{ name: 'mail', isLeaving: false }];
    const first = letGoBy(undefined, compareNamespaces(before, ['cart'], there), ['cart']);

    expect(first).toEqual(['mail']);
    expect(letGoBy(first, undefined, ['cart'])).toEqual(['mail']);
    expect(letGoBy(first, undefined, ['cart', 'mail'])).toBeUndefined();
  });
});
