import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../kept-file.ts';

export type SecretVersion = { id: string; text: string; createdAt: number };
export type Secret = {
  arn: string;
  name: string;
  createdAt: number;
  changedAt: number;
  /** Set by a delete with a recovery window. */
  deletedAt?: number;
  /** The current one; a folder of an earlier release has the one before it, too. */
  versions: [SecretVersion, ...SecretVersion[]];
};

/** Where secrets rest between two changes. */
export type Vault = { load(): Secret[]; save(secrets: Secret[]): void };

export const memoryVault: Vault = { load: () => [], save: () => undefined };

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * All secrets in one file, `<folder>/secrets.enc`: nonce ‖ AES-256-GCM(JSON) ‖ tag, under `<folder>/secrets.key`. Both have mode 0600;
 * the key keeps a copy or a backup of the one file from telling anything.
 * @throws Error when the file does not fit the key: it was changed, or belongs to another folder
 */
export function fileVault(folder: string): Vault {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'secrets.enc');
  const key = readKey(join(folder, 'secrets.key'));
  return {
    load: () => (existsSync(file) ? (JSON.parse(open(key, readFileSync(file))) as Secret[]) : []),
    save: (secrets) => replaceFile(file, seal(key, JSON.stringify(secrets))),
  };
}

function readKey(file: string): Buffer {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
  return readFileSync(file);
}

function seal(key: Buffer, text: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Buffer, sealed: Buffer): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const body = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch (error) {
    throw new Error('secrets.enc does not fit secrets.key: it was changed, or comes from another state folder', {
      cause: error,
    });
  }
}
