import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Fault } from '../errors.ts';

/**
 * Everything secret under a location derives from its recovery key, so that a person with the key and the bucket
 * needs nothing else. K(info) = HKDF-SHA256(key, salt = location uid, info, 32 bytes); the infos are format 1.
 */
export const RECOVERY_KEY = /^sfrk1-[A-Za-z0-9_-]{43}$/;

/** @param random 32 random bytes */
export function renderRecoveryKey(random: Uint8Array): string {
  if (random.length !== 32) throw new Fault('recovery_key.invalid', 'a recovery key is made of 32 random bytes');
  return `sfrk1-${Buffer.from(random).toString('base64url')}`;
}

/** The last character carries four bits that mean nothing: only the canonical spelling is a key. */
export function isRecoveryKey(text: string): boolean {
  if (!RECOVERY_KEY.test(text)) return false;
  const bytes = Buffer.from(text.slice(6), 'base64url');
  return bytes.length === 32 && renderRecoveryKey(bytes) === text;
}

/** @throws Fault Rejected `recovery_key.invalid`; the message never holds what was given */
export function parseRecoveryKey(text: string): Buffer {
  if (!isRecoveryKey(text)) {
    const message = 'the recovery key is not of the form sfrk1- and 43 characters of base64url';
    throw new Fault('recovery_key.invalid', message);
  }
  return Buffer.from(text.slice(6), 'base64url');
}

export interface KeyRing {
  recoveryKey: string;
  /** The uid in the location's snapferry.json. */
  locationUid: string;
}

/** The password of the kopia repository `repositories/<clusterId>/<namespace>/`. */
export function repositoryPassword(ring: KeyRing, clusterId: string, namespace: string): string {
  return derive(ring, `snapferry/1/repository/${clusterId}/${namespace}`).toString('base64url');
}

/** AES-256 key of a backup's manifest parts. */
export function manifestKey(ring: KeyRing, backupId: string): Buffer {
  return derive(ring, `snapferry/1/manifest/${backupId}`);
}

/** HMAC key of every seal of the location. */
export function sealKey(ring: KeyRing): Buffer {
  return derive(ring, 'snapferry/1/seal');
}

/** Tells whether a key fits a location, and nothing about the key. */
export function keyCheckOf(ring: KeyRing): string {
  return createHmac('sha256', derive(ring, 'snapferry/1/check')).update(ring.locationUid).digest('hex');
}

export function fitsKeyCheck(ring: KeyRing, keyCheck: string): boolean {
  const own = Buffer.from(keyCheckOf(ring));
  const given = Buffer.from(keyCheck);
  return own.length === given.length && timingSafeEqual(own, given);
}

function derive({ recoveryKey, locationUid }: KeyRing, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', parseRecoveryKey(recoveryKey), locationUid, info, 32));
}
