import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitsKeyCheck,
  keyCheckOf,
  manifestKey,
  parseRecoveryKey,
  renderRecoveryKey,
  repositoryPassword,
  sealKey,
} from '../../functions/domain/location/keys.ts';

const random = fc.uint8Array({ minLength: 32, maxLength: 32 });
const KEY = renderRecoveryKey(new Uint8Array(32).fill(7));
const RING = { recoveryKey: KEY, locationUid: '0b5e0d4c-6d8f-4a53-9f6c-2f4f1f7b9a10' };

describe('recovery key', () => {
  it('comes back from its text', () => {
    fc.assert(
      fc.property(random, (bytes) => {
        expect(parseRecoveryKey(renderRecoveryKey(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('refuses every other text, without repeating it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `sfrk1-${text}`),
          random.map((bytes) => `${renderRecoveryKey(bytes)}=`),
        ),
        (text) => {
          try {
            parseRecoveryKey(text);
          } catch (thrown) {
            expect(thrown).toMatchObject({ code: 'recovery_key.invalid' });
            if (text.length > 12) expect((thrown as Error).message).not.toContain(text);
            return;
          }
          expect(text).toMatch(/^sfrk1-[\w-]{43}$/);
        },
      ),
    );
  });

  it('refuses a second spelling of the same bytes', () => {
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spellings = last.split('').map((character) => KEY.slice(0, -1) + character);

    const accepted = spellings.filter((text) => {
      try {
        return parseRecoveryKey(text).equals(parseRecoveryKey(KEY));
      } catch {
        return false; // refused, as expected of all but one
      }
    });

    expect(accepted).toEqual([KEY]);
  });
});

describe('derived keys', () => {
  it('are those of format 1', () => {
    // Recorded once: a change here makes every existing repository, part and seal unreadable.
    expect(repositoryPassword(RING, 'c1', 'shop')).toBe('Nc5r9piV5U7daiD8iaZKYlPsrxZOZ90qL08A-M2Yg1E');
    expect(manifestKey(RING, 'bk-a').toString('hex')).toBe(
      '3e14624c581d19ec68ba18e8852bb4751509953d4117a51ed61d67877a9b93d9',
    );
    expect(sealKey(RING).toString('hex')).toBe('c1796599fe1cf50a164ee461a953f3e329481b9fda421510249bc4e433e4383c');
    expect(keyCheckOf(RING)).toBe('86138452e3f2c7b8f03929caf709ed8aa6378f3af12bcba0fc03de7d9b510665');
  });

  it('differ by location, cluster and namespace', () => {
    const other = { ...RING, locationUid: 'another' };
    const passwords = [
      repositoryPassword(RING, 'c1', 'shop'),
      repositoryPassword(RING, 'c1', 'shop2'),
      repositoryPassword(RING, 'c2', 'shop'),
      repositoryPassword(other, 'c1', 'shop'),
    ];

    expect(new Set(passwords).size).toBe(4);
  });

  it('tell a key that fits from one that does not', () => {
    const check = keyCheckOf(RING);

    expect(fitsKeyCheck(RING, check)).toBe(true);
    expect(fitsKeyCheck({ ...RING, recoveryKey: renderRecoveryKey(new Uint8Array(32)) }, check)).toBe(false);
    expect(fitsKeyCheck(RING, check.slice(1))).toBe(false);
  });
});
