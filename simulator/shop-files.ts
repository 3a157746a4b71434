import { createCipheriv, createHash } from 'node:crypto';
import { chmodSync, chownSync, lutimesSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Everything is dated alike, so that two seeds are equal in every byte and time. */
const writtenAt = new Date('2026-01-02T03:04:05Z');

/** The same bytes for the same name, without structure that a compressor could use. */
function bytesOf(name: string, size: number): Buffer {
  const key = createHash('sha256').update(name).digest().subarray(0, 16);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
}

function linesOf(name: string, count: number): string {
  const line = (at: number) =>
    `${at}\t${createHash('md5').update(`${name} ${at}`).digest('hex')}\torder ${at % 97} of the shop\n`;
  return Array.from({ length: count }, (_, at) => line(at)).join('');
}

interface Writer {
  file(path: string, content: string | Buffer, mode?: number): void;
  folder(path: string, mode?: number): void;
  link(path: string, to: string): void;
  sparse(path: string, size: number): void;
  /** Dates the folders, deepest first, after everything is in them. */
  finish(): void;
}

/** `owner` counts for root only; others cannot give files away. */
function createWriter(root: string, owner: number): Writer {
  const folders = new Set<string>([root]);
  const isRoot = process.getuid?.() === 0;

  function own(path: string, mode: number): void {
    chmodSync(path, mode);
    if (isRoot) chownSync(path, owner, owner);
    lutimesSync(path, writtenAt, writtenAt);
  }

  function ensure(path: string): void {
    const folder = dirname(join(root, path));
    mkdirSync(folder, { recursive: true });
    for (let one = folder; one.length > root.length; one = dirname(one)) folders.add(one);
  }

  return {
    file(path, content, mode = 0o644) {
      ensure(path);
      writeFileSync(join(root, path), content);
      own(join(root, path), mode);
    },
    folder(path, mode = 0o755) {
      ensure(join(path, 'x'));
      folders.add(join(root, path));
      chmodSync(join(root, path), mode);
    },
    link(path, to) {
      ensure(path);
      symlinkSync(to, join(root, path));
      lutimesSync(join(root, path), writtenAt, writtenAt);
    },
    sparse(path, size) {
      ensure(path);
      writeFileSync(join(root, path), 'head');
      truncateSync(join(root, path), size);
      own(join(root, path), 0o600);
    },
    finish() {
      for (const folder of [...folders].toSorted((one, other) => other.length - one.length)) {
        if (isRoot) chownSync(folder, owner, owner);
        lutimesSync(folder, writtenAt, writtenAt);
      }
    },
  };
}

/** The data folder of a small database server: a few big files, many that are not. About 8 MB. */
export function writeDatabase(root: string): void {
  const { file, folder, sparse, finish } = createWriter(root, 999);
  for (let table = 0; table < 12; table += 1)
    file(`base/16384/${16400 + table}`, bytesOf(`table ${table}`, 512 * 1024), 0o600);
  for (let index = 0; index < 60; index += 1)
    file(`base/16384/index/${index}.idx`, bytesOf(`index ${index}`, 16 * 1024), 0o600);
  file('PG_VERSION', '18\n', 0o600);
  file('postgresql.conf', linesOf('configuration', 40), 0o600);
  file('empty.lock', '', 0o600);
  folder('pg_tblspc', 0o700);
  sparse('base/16384/free-space.map', 4 * 1024 * 1024);
  finish();
}

/** Its log volume. About 2 MB. */
export function writeDatabaseLog(root: string): void {
  const { file, folder, finish } = createWriter(root, 999);
  for (let segment = 1; segment <= 4; segment += 1) {
    file(`00000001000000000000000${segment}`, bytesOf(`segment ${segment}`, 512 * 1024), 0o600);
  }
  folder('archive_status', 0o700);
  finish();
}

/** Pictures and papers of a web shop, with the names people give them. About 6 MB. */
export function writeMedia(root: string): void {
  const { file, folder, link, finish } = createWriter(root, 33);
  for (let product = 0; product < 160; product += 1) {
    file(`products/${product % 16}/picture ${product}.jpg`, bytesOf(`picture ${product}`, 4096 * (1 + (product % 15))));
  }
  for (let month = 1; month <= 12; month += 1)
    file(`invoices/2025/Rechnungsübersicht ${month}.csv`, linesOf(`month ${month}`, 400));
  file('größe & maß/Ærø — 東京.txt', 'Grüße\n');
  file('scripts/resize.sh', '#!/bin/sh\nexit 0\n', 0o755);
  file('.htaccess', 'deny from all\n', 0o640);
  file('cache/CACHEDIR.TAG', 'Signature: 8a477f597d28d172789f06886806bc55\n');
  file('cache/kept all the same.bin', bytesOf('cache', 20_000));
  link('latest.csv', 'invoices/2025/Rechnungsübersicht 12.csv');
  link('dangling', 'nowhere/at-all');
  folder('uploads');
  finish();
}
