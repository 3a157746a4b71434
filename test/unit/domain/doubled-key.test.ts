import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubledKeyOf, shownKey } from '../../../functions/domain/doubled-key.ts';

describe('a key that an object of a JSON text has twice', () => {
  it.each([
    ['{"a":1,"b":{"c":1,"d":[{"e":1},{"e":2}],"c":2}}', 'c'],
    ['{"a":1,"\\u0061":2}', 'a'],
    [' { "x\\"{" : "y" , "x\\"{" : [ ] } ', 'x"{'],
  ])('is found in %s', (text, key) => {
    JSON.parse(text);
    expect(doubledKeyOf(text)).toBe(key);
  });

  it('is not found where there is none, whatever the texts in it look like', () => {
    fc.assert(fc.property(fc.json(), (text) => doubledKeyOf(text) === undefined));
    expect(doubledKeyOf('{"a":"\\"a\\":1,\\"a\\":2","b":["a","a",{"a":1}]}')).toBeUndefined();
    expect(doubledKeyOf(JSON.stringify({ long: '"\\'.repeat(250_000) }))).toBeUndefined();
  });

  it('is shown only if it is a name', () => {
    expect([shownKey('client-key-data'), shownKey('x'.repeat(65)), shownKey('a\nb')]).toEqual([
      '"client-key-data"',
      'that is no plain name',
      'that is no plain name',
    ]);
  });
});
