import { crc32, deflateRawSync } from 'node:zlib';

/** 1 January 1980, 00:00: the first that the format knows. A real time would make each zip another one. */
const DOS_DATE = 0x0021;
const DEFLATE = 8;
const VERSION = 20;
/** Unix, regular file, 0644: Lambda must be able to read it. */
const MADE_BY_UNIX = (3 << 8) | VERSION;
const MODE = 0o100644 << 16;

export interface ZipEntry {
  name: string;
  content: Uint8Array;
}

/** A zip of these files; the same content gives the same bytes. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const packed = deflateRawSync(content, { level: 9 });
    const fields = fieldsOf(name, content, packed);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    locals.push(local);
    centrals.push(centralOf(name, fields, offset));
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

/** What a file's two headers have in common. */
function fieldsOf(name: string, content: Uint8Array, packed: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(DEFLATE, 4);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

/** @param offset of the file's local header */
function centralOf(name: string, fields: Buffer, offset: number): Buffer {
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE(MODE >>> 0, 6);
  attributes.writeUInt32LE(offset, 10);
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(MADE_BY_UNIX);
  return Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, fields, attributes, Buffer.from(name)]);
}
