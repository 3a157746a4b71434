import { inflateRawSync } from 'node:zlib';

const LOCAL = 'PK\x03\x04';

/** The files of a zip of infra/package/zip.ts, as Lambda would unpack it: one local header after the other. */
export function unzip(zip: Buffer): { file: string; content: Buffer }[] {
  const files: { file: string; content: Buffer }[] = [];
  for (let at = 0; zip.toString('latin1', at, at + 4) === LOCAL; ) {
    const nameEnd = at + 30 + zip.readUInt16LE(at + 26);
    const start = nameEnd + zip.readUInt16LE(at + 28);
    const end = start + zip.readUInt32LE(at + 18);
    files.push({ file: zip.toString('utf8', at + 30, nameEnd), content: inflateRawSync(zip.subarray(start, end)) });
    at = end;
  }
  return files;
}
