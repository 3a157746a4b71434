import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SealedPart } from '../backup/seal.ts';
import { Fault } from '../errors.ts';
import { MAX_UNPACKED, type PartPlace, partPath } from '../location/location-layout.ts';

/**
 * `SFM1` ‖ 12-byte nonce ‖ AES-256-GCM(gzip(NDJSON)) ‖ 16-byte tag.
 *
 * A part's `sha256`, of which 16 digits are in its name, is over all but the tag. The tag depends on the name, which is
 * the additional data; and a hash of the plaintext, in a name anybody with the bucket can read, would let him try
 * out guesses at a Secret. The nonce makes it another name at every write, so no two writers ever meet.
 */
const MAGIC = Buffer.from('SFM1');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Of NDJSON; gzip, nonce and tag stay below the 8 MiB of an object even where nothing can be compressed. */
export const PART_BYTES = 8 * 1024 * 1024 - 64 * 1024;

export interface Part extends SealedPart {
  body: Buffer;
}

/** Groups lines into parts, holding one part at a time. A line that is larger than a part is a part of its own. */
export async function* groupLines(lines: AsyncIterable<string> | Iterable<string>, limit = PART_BYTES) {
  let group: string[] = [];
  let size = 0;
  for await (const line of lines) {
    const bytes = Buffer.byteLength(line) + 1;
    if (group.length > 0 && size + bytes > limit) {
      yield group;
      group = [];
      size = 0;
    }
    group.push(line);
    size += bytes;
  }
  if (group.length > 0) yield group;
}

/**
 * @param key of manifestKey()
 * @param nonce 12 random bytes, never used before with this key
 * @param lines JSON objects without newlines
 */
export function encodePart(key: Uint8Array, nonce: Uint8Array, place: PartPlace, lines: readonly string[]): Part {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const plain = gzipSync(lines.map((line) => `${line}\n`).join(''));
  // GCM's additional data must come first, and the name needs the ciphertext: which does not depend on it, so it is made twice.
  const sealed = Buffer.concat([MAGIC, nonce, cipher.update(plain), cipher.final()]);
  const sha256 = createHash('sha256').update(sealed).digest('hex');
  const name = partPath(place, sha256);

  const named = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
  named.update(plain);
  named.final();
  const body = Buffer.concat([sealed, named.getAuthTag()]);
  return { key: name, sha256, count: lines.length, bytes: body.length, body };
}

/**
 * The objects of a part, all of it verified before the first is given out.
 * @throws Fault Permanent `part.invalid`, naming the part
 */
export function* decodePart(key: Uint8Array, recorded: SealedPart, body: Uint8Array): Generator<unknown> {
  const text = open(key, recorded, Buffer.from(body)).toString('utf8');
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length !== recorded.count) {
    throw invalid(recorded, `it holds ${lines.length} objects, not ${recorded.count}`);
  }
  for (const line of lines) yield JSON.parse(line);
}

function open(key: Uint8Array, recorded: SealedPart, body: Buffer): Buffer {
  const start = MAGIC.length + NONCE_BYTES;
  const end = body.length - TAG_BYTES;
  if (end < start || !body.subarray(0, MAGIC.length).equals(MAGIC))
    throw invalid(recorded, 'it is not a manifest part');
  const sha256 = createHash('sha256').update(body.subarray(0, end)).digest('hex');
  if (sha256 !== recorded.sha256) throw invalid(recorded, 'it is not the part that was sealed');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(MAGIC.length, start));
    decipher.setAAD(Buffer.from(recorded.key)).setAuthTag(body.subarray(end));
    return gunzipSync(Buffer.concat([decipher.update(body.subarray(start, end)), decipher.final()]), {
      maxOutputLength: MAX_UNPACKED,
    });
  } catch (cause) {
    const message = `${recorded.key}: it was altered, or the recovery key is another`;
    throw new Fault('part.invalid', message, { cause, details: { key: recorded.key } });
  }
}

function invalid({ key }: SealedPart, why: string): Fault {
  return new Fault('part.invalid', `${key}: ${why}`, { details: { key } });
}
