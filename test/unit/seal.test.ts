import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSeal, renderSeal, type Seal } from '../../functions/domain/backup/seal.ts';

const KEY = randomBytes(32);
const EXPECTED = { clusterId: 'c1', backupId: 'bk-a', locationUid: 'l1' };
const SEAL: Seal = {
  format: 1,
  ...EXPECTED,
  installationId: 'abcdefghij',
  name: 'nächtlich “shop”\nline two',
  createdAt: '2026-11-23T08:00:00.000Z',
  cutAt: '2026-11-23T08:00:02.123456789Z',
  spec: { selection: { kind: 'namespaces', namespaces: ['shop'] } },
  labels: { team: 'ops' },
  volumes: [
    {
      volumeId: 'abcdefghijklm',
      namespace: 'shop',
      pvc: 'data',
      pvcUid: 'u1',
      method: 'csi+offload',
      why: 'the only class',
      volumeMode: 'Filesystem',
      capacityBytes: 1024,
      accessModes: ['ReadWriteOnce'],
      kopiaId: 'k1',
      files: 3,
      dirs: 1,
      symlinks: 0,
      bytes: 12,
      outcome: 'Done',
    },
  ],
  parts: [{ key: 'backups/c1/bk-a/resources/pods/shop/0-0123456789abcdef', sha256: 'a'.repeat(64), count: 2 }],
};

describe('seal', () => {
  it('comes back from its two lines', () => {
    const body = renderSeal(SEAL, KEY);

    expect(body.toString().split('\n')).toHaveLength(3);
    expect(parseSeal(body, KEY, EXPECTED)).toEqual(SEAL);
    expect(parseSeal(body.subarray(0, -1), KEY, EXPECTED)).toEqual(SEAL);
  });

  it('is refused by name when any one bit of it differs', () => {
    const body = renderSeal(SEAL, KEY);
    const meaningful = body.length - 1; // without the newline at the end
    fc.assert(
      fc.property(fc.nat(meaningful * 8 - 1), (bit) => {
        const edited = Buffer.from(body);
        edited.writeUInt8(edited.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);

        expect(() => parseSeal(edited, KEY, EXPECTED)).toThrow(
          expect.objectContaining({
            code: 'seal.invalid',
            message: expect.stringContaining('backups/c1/bk-a/backup.json'),
          }),
        );
      }),
    );
  });

  it('is refused under another key, cut short, empty, or in the place of another backup', () => {
    const body = renderSeal(SEAL, KEY);
    const refused = expect.objectContaining({ code: 'seal.invalid' });

    expect(() => parseSeal(body, randomBytes(32), EXPECTED)).toThrow(refused);
    expect(() => parseSeal(body.subarray(0, 100), KEY, EXPECTED)).toThrow(refused);
    expect(() => parseSeal(new Uint8Array(), KEY, EXPECTED)).toThrow(refused);
    expect(() => parseSeal(body, KEY, { ...EXPECTED, backupId: 'bk-b' })).toThrow(refused);
    expect(() => parseSeal(body, KEY, { ...EXPECTED, clusterId: 'c2' })).toThrow(refused);
  });

  it('is refused when a later format wrote it', () => {
    const later = { ...SEAL, format: 2 } as unknown as Seal;

    expect(() => renderSeal(later, KEY)).toThrow();
  });
});
