import { describe, expect, it } from 'vitest';
import { labelSelectorSchema, requirementsOf } from '../../../functions/domain/selectors/label-selector.ts';
import { parseSelector } from '../../../functions/domain/selectors/parse-selector.ts';
import { meets, selectorTextOf } from '../../../functions/domain/selectors/requirement.ts';

describe('a label selector as text', () => {
  it.each([
    ['', ''],
    ['app', 'app'],
    ['!app', '!app'],
    [' ! app ', '!app'],
    ['app=shop', 'app=shop'],
    ['app == shop', 'app=shop'],
    ['app in (shop)', 'app=shop'],
    ['app!=shop', 'app!=shop'],
    ['app=', 'app='],
    ['app=,tier', 'app=,tier'],
    ['app in (b, a,b)', 'app in (a,b)'],
    ['app in (a,)', 'app in (,a)'],
    ['app notin (a,b)', 'app notin (a,b)'],
    ['app in(a,b)', 'app in (a,b)'],
    ['in in (in,notin)', 'in in (in,notin)'],
    ['size > 3,size<10', 'size<10,size>3'],
    ['example.com/tier=web', 'example.com/tier=web'],
    ['b,a', 'a,b'],
    ['app\tin\n(a)', 'app=a'],
  ])('%j is %j', (text, canonical) => {
    expect(selectorTextOf(parseSelector(text))).toBe(canonical);
  });

  it.each([
    [',', 1, 'a key'],
    ['app,', 5, 'a key'],
    ['app,,tier', 5, 'a key'],
    ['=shop', 1, 'a key'],
    ['!', 2, 'a key'],
    ['!app=shop', 5, '"," or the end'],
    ['app shop', 5, '"=", "=="'],
    ['app=a b', 7, '"," or the end'],
    ['app=a=b', 6, '"," or the end'],
    ['app in a', 8, '"("'],
    ['app in ()', 9, 'at least one value'],
    ['app in (a', 10, '"," or ")"'],
    ['app in (a b)', 11, '"," or ")"'],
    ['app)', 4, '"=", "=="'],
    ['size>big', 6, 'a whole number'],
    ['size>', 6, 'a whole number'],
    ['-app=shop', 1, 'a key'],
    [`${'a'.repeat(64)}=shop`, 1, 'a key'],
    ['Example.com/tier', 1, 'a key'],
    ['a/b/c', 1, 'a key'],
    ['/b', 1, 'a key'],
    ['app=-shop', 5, 'a value'],
    [`app=${'a'.repeat(64)}`, 5, 'a value'],
    ['app=sh\u00a0op', 5, 'a value'],
    ['app constructor (a)', 5, '"=", "=="'],
  ])('%j is refused from character %i on', (text, at, expected) => {
    expect(() => parseSelector(text)).toThrow(`not a label selector from character ${at} on: expected ${expected}`);
  });

  it('reads a long one of nothing but symbols at once', () => {
    expect(() => parseSelector('('.repeat(100_000))).toThrow('from character 1 on');
  });
});

describe('a label selector of fields', () => {
  it('is the same as its text', () => {
    const selector = labelSelectorSchema.parse({
      matchLabels: { app: 'shop', empty: '' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['web', 'api'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    });
    const text = selectorTextOf(requirementsOf(selector));
    expect(text).toBe('!old,app=shop,empty=,tier in (api,web)');
    expect(selectorTextOf(parseSelector(text))).toBe(text);
  });

  it.each([
    [{ matchExpressions: [{ key: 'a', operator: 'In' }] }, ['matchExpressions', 0, 'values']],
    [{ matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] }, ['matchExpressions', 0, 'values']],
    [{ matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] }, ['matchExpressions', 0, 'operator']],
    [{ matchExpressions: [{ key: 'a b', operator: 'Exists' }] }, ['matchExpressions', 0, 'key']],
    [{ matchLabels: { 'a b': 'c' } }, ['matchLabels', 'a b']],
    [{ matchLabels: { a: '-' } }, ['matchLabels', 'a']],
    [{ matchLabel: {} }, []],
  ])('%j is refused, and where is said', (selector, path) => {
    expect(labelSelectorSchema.safeParse(selector).error?.issues[0]?.path).toEqual(path);
  });
});

describe('labels', () => {
  it.each([
    ['app=shop', { app: 'shop' }, true],
    ['app=shop', { app: 'other' }, false],
    ['app=shop', {}, false],
    ['app!=shop', {}, true],
    ['app!=shop', { app: 'shop' }, false],
    ['app notin (a,b)', { app: 'b' }, false],
    ['app in (a,b)', { app: 'b' }, true],
    ['app=', { app: '' }, true],
    ['app=', {}, false],
    ['app', { app: '' }, true],
    ['!app', { app: '' }, false],
    ['a,!b', { a: '1' }, true],
    ['constructor', {}, false],
    ['size>9', { size: '10' }, true],
    ['size<9', { size: '10' }, false],
    ['size>9', { size: 'big' }, false],
    ['size>9', {}, false],
  ])('for %j, %j: %s', (text, labels, met) => {
    expect(meets(labels, parseSelector(text))).toBe(met);
  });

  it('that are not there meet an empty selector', () => {
    expect(meets(undefined, [])).toBe(true);
  });
});
