import { expect, it } from 'vitest';
import { parseSelector } from '../../../console/create-backup/selector.ts';

it('Labels that are equal, different, among others, there and not there', () => {
  expect(parseSelector('team=web, env!=prod,tier in (a, b),zone notin (x),app.kubernetes.io/name,!old')).toEqual({
    matchLabels: { team: 'web' },
    matchExpressions: [
      { key: 'env', operator: 'NotIn', values: ['prod'] },
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'zone', operator: 'NotIn', values: ['x'] },
      { key: 'app.kubernetes.io/name', operator: 'Exists' },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  });
});

it('An empty value is a value, and == is =', () => {
  expect(parseSelector('a=,b==c')).toEqual({ matchLabels: { a: '', b: 'c' } });
});

it('The same key twice is two requirements', () => {
  expect(parseSelector('a=b,a=c')).toEqual({
    matchLabels: { a: 'b' },
    matchExpressions: [{ key: 'a', operator: 'In', values: ['c'] }],
  });
});

it.each(['', '=web', 'a b', 'a in b', 'a in (b', 'team=web,', 'a=b=c'])('%j is no label selector', (text) => {
  expect(parseSelector(text)).toBeUndefined();
});
