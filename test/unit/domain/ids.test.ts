import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32, OPERATION_ID, objectNameOf, operationIdOf, volumeIdOf } from '../../../functions/domain/ids.ts';

describe('ids', () => {
  it('are RFC 4648 base32 in lower case, unpadded', () => {
    const vectors = { f: 'my', fo: 'mzxq', foo: 'mzxw6', foob: 'mzxw6yq', fooba: 'mzxw6ytb', foobar: 'mzxw6ytboi' };
    for (const [text, expected] of Object.entries(vectors)) expect(base32(Buffer.from(text))).toBe(expected);
  });

  it('are the same for the same parts, and another for any other', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
        const clean = (parts: string[]) => parts.map((part) => part.replaceAll('\0', ''));
        const same = JSON.stringify(clean(a)) === JSON.stringify(clean(b));
        const [first, second] = [
          operationIdOf('backup', ['x', ...clean(a)]),
          operationIdOf('backup', ['x', ...clean(b)]),
        ];
        expect(first).toMatch(OPERATION_ID);
        expect(first === second).toBe(same);
      }),
    );
  });

  it('make object names that Kubernetes accepts, with room for what controllers append', () => {
    const name = objectNameOf(operationIdOf('backup', ['a']), volumeIdOf('uid'), 4);

    expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
    expect(name.length).toBeLessThanOrEqual(52);
  });
});
