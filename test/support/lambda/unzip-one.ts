import { inflateRawSync } from 'node:zlib';

/** The one file of a zip of infra/package/zip.ts, as Lambda would unpack it. */
export function unzipOne(zip: Buffer): { file: string; content: Buffer } {
  const nameEnd = 30 + zip.readUInt16LE(26);
  const start = nameEnd + zip.readUInt16LE(28);
  return {
    file: zip.toString('utf8', 30, nameEnd),
    content: inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(18))),
  };
}
