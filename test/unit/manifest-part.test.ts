import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePart, encodePart, groupLines, PART_BYTES } from '../../functions/domain/manifest/manifest-part.ts';

const KEY = randomBytes(32);
const PLACE = { clusterId: 'c1', backupId: 'bk-a', resource: 'deployments.apps', namespace: 'shop', n: 0 };

function encode(objects: unknown[]) {
  return encodePart(
    KEY,
    randomBytes(12),
    PLACE,
    objects.map((object) => JSON.stringify(object)),
  );
}

describe('manifest part', () => {
  it('gives back the objects that went in', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (objects) => {
        const part = encode(objects);

        const back = [...decodePart(KEY, part, part.body)];

        expect(JSON.stringify(back)).toBe(JSON.stringify(objects));
        expect(part.key).toBe(`backups/c1/bk-a/resources/deployments.apps/shop/0-${part.sha256.slice(0, 16)}`);
      }),
    );
  });

  it('names the part when any one bit of it differs', () => {
    const part = encode([{ kind: 'Secret', data: { a: 'b' } }, { kind: 'Secret' }]);
    fc.assert(
      fc.property(fc.nat(part.body.length * 8 - 1), (bit) => {
        const body = Buffer.from(part.body);
        body.writeUInt8(body.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);

        expect(() => [...decodePart(KEY, part, body)]).toThrow(
          expect.objectContaining({ code: 'part.invalid', details: { key: part.key } }),
        );
      }),
    );
  });

  it('is not taken for another part, nor cut short, nor opened by another key', () => {
    const part = encode([{ a: 1 }]);
    const other = encode([{ a: 1 }]);
    const broken: [Uint8Array, typeof part, Uint8Array][] = [
      [KEY, part, other.body],
      [KEY, { ...part, key: other.key }, part.body],
      [KEY, { ...part, count: 2 }, part.body],
      [KEY, part, part.body.subarray(0, -1)],
      [KEY, part, new Uint8Array()],
      [randomBytes(32), part, part.body],
    ];

    for (const [key, recorded, body] of broken) {
      expect(() => [...decodePart(key, recorded, body)]).toThrow(expect.objectContaining({ code: 'part.invalid' }));
    }
  });

  it('stays below 8 MiB where nothing can be compressed', async () => {
    const lines = Array.from({ length: 20 }, () => JSON.stringify(randomBytes(768 * 1024).toString('base64')));
    const parts = [];
    for await (const group of groupLines(lines)) parts.push(encodePart(KEY, randomBytes(12), PLACE, group));

    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.body.length).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(parts.flatMap((part) => [...decodePart(KEY, part, part.body)].map((o) => JSON.stringify(o)))).toEqual(lines);
  });
});

describe('groupLines', () => {
  it('keeps every line in order and no group above the limit but a single long line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string()), fc.integer({ min: 1, max: 40 }), async (lines, limit) => {
        const groups = [];
        for await (const group of groupLines(lines, limit)) groups.push(group);

        expect(groups.flat()).toEqual(lines);
        for (const group of groups) {
          const bytes = group.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
          expect(group.length === 1 || bytes <= limit).toBe(true);
        }
      }),
    );
    expect(PART_BYTES).toBeLessThan(8 * 1024 * 1024);
  });
});
