const END_RECORD = Buffer.from('PK\x05\x06');
const CENTRAL_HEADER = Buffer.from('PK\x01\x02');
const HEADER_BYTES = 46;

/** Names of the files in a zip, by its central directory; none when it is no zip. */
export function filesInZip(zip: Buffer): string[] {
  const end = zip.lastIndexOf(END_RECORD);
  if (end < 0) return [];
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  while (zip.subarray(at, at + 4).equals(CENTRAL_HEADER)) {
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    names.push(zip.toString('utf8', at + HEADER_BYTES, at + HEADER_BYTES + name));
    at += HEADER_BYTES + name + extra + comment;
  }
  return names;
}
