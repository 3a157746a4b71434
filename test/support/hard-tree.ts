import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

interface Sizes {
  smallFiles: number;
  largeBytes: number;
}

/** Names, links, modes, owners, holes and traps for kopia, below `folder`. */
export function makeHardTree(folder: string, { smallFiles, largeBytes }: Sizes): void {
  const at = (...parts: string[]) => join(folder, ...parts);
  const write = (parts: string[], content: string | Uint8Array, mode = 0o644) =>
    writeFileSync(at(...parts), content, { mode });

  mkdirSync(at('with spaces and ünï¢ödé 日本語', 'deep', 'er'), { recursive: true });
  write(['with spaces and ünï¢ödé 日本語', ' leading "quotes" \\ and $HOME'], 'odd');
  write(['with spaces and ünï¢ödé 日本語', 'line\nbreak\ttab'], 'odder');
  write(['with spaces and ünï¢ödé 日本語', 'deep', 'er', 'é combined e\u0301'], 'x');
  mkdirSync(at('empty', 'nested', 'empty'), { recursive: true });
  write(['empty-file'], '');
  write(['-dash'], '-');
  write(['.hidden'], '.');

  symlinkSync('../empty-file', at('empty', 'up'));
  symlinkSync('nowhere at all', at('dangling'));
  symlinkSync('/etc/hostname', at('absolute'));
  symlinkSync('empty', at('to-folder'));

  for (const mode of [0o000, 0o400, 0o600, 0o755, 0o4755, 0o2750, 0o1777]) {
    write([`mode-${mode.toString(8)}`], String(mode));
    chmodSync(at(`mode-${mode.toString(8)}`), mode);
  }
  mkdirSync(at('sticky'));
  chmodSync(at('sticky'), 0o1777);

  // Left out by kopia's defaults, without an error.
  mkdirSync(at('ignored'));
  write(['.kopiaignore'], '*\n!empty\n');
  write(['ignored', '.kopiaignore'], '*\n');
  write(['ignored', 'precious'], 'precious');
  mkdirSync(at('cache'));
  write(['cache', 'CACHEDIR.TAG'], 'Signature: 8a477f597d28d172789f06886806bc55\n');
  write(['cache', 'precious'], 'precious too');

  const sparse = openSync(at('sparse'), 'w');
  ftruncateSync(sparse, 64 * 1024 * 1024);
  writeSync(sparse, 'in the middle', 32 * 1024 * 1024);
  closeSync(sparse);

  const large = openSync(at('large'), 'w');
  for (let written = 0; written < largeBytes; written += 1024 * 1024) writeSync(large, randomBytes(1024 * 1024));
  closeSync(large);

  for (let n = 0; n < smallFiles; n += 1) {
    const parts = ['small', String(n % 20)];
    if (n < 20) mkdirSync(at(...parts), { recursive: true });
    write([...parts, `file ${n}`], `content of ${n} ${'.'.repeat(n % 2000)}`);
  }

  if (process.getuid?.() === 0) {
    lchownSync(at('.hidden'), 1234, 4321);
    lchownSync(at('dangling'), 999, 999);
    lchownSync(at('sticky'), 70, 70);
    lchownSync(folder, 1000, 1000);
  }
  const old = new Date('2001-02-03T04:05:06.789Z');
  utimesSync(at('.hidden'), old, old);
  utimesSync(at('empty', 'nested'), old, old);
  chmodSync(folder, 0o750);
  utimesSync(folder, old, old);
}

/**
 * Names that are no UTF-8, below `folder`: files, folders and links, of which two differ only in such a byte, and one
 * has by itself the character that stands for them.
 * @returns how many there are, what lies below one of them included
 */
export function addRawNames(folder: string): { files: number; dirs: number; symlinks: number } {
  const at = (name: string) => bytesOf(join(folder, name));
  const whole = new Date('2019-08-07T06:05:04Z');
  mkdirSync(at('plain'));
  mkdirSync(at('dir\xff/below'), { recursive: true });
  const files = ['caf\xe9.txt', 'caf\xe8.txt', '.\xe9', '-\xe9 "\\ $x', `\xe9${'n'.repeat(254)}`, 'plain/\xf0\x90\x80'];
  files.push('known \xef\xbf\xbd', 'dir\xff/file', 'dir\xff/below/\xc3\xa9', 'caf\xe9-setuid');
  for (const [n, name] of files.entries()) {
    writeFileSync(at(name), `raw ${n}`);
    utimesSync(at(name), whole, whole);
  }
  chmodSync(at('caf\xe9-setuid'), 0o4755);
  if (process.getuid?.() === 0) lchownSync(at('caf\xe8.txt'), 1234, 4321);
  symlinkSync(bytesOf('caf\xe9.txt'), at('link\xe9'));
  symlinkSync(bytesOf('caf\xe9.txt'), at('plain link'));
  return { files: files.length, dirs: 2, symlinks: 1 };
}

/** Each character is a byte. */
function bytesOf(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}

export interface TreeEntry {
  /** Each character is a byte: names need not be UTF-8. */
  path: string;
  type: 'file' | 'folder' | 'link';
  mode: string;
  owner: string;
  /**
   * Milliseconds, of files: a link's cannot be set everywhere, and kopia gives a folder back with the time of the
   * newest thing below it.
   */
  modified?: number;
  content: string;
}

/** All that a restore must bring back, the folder itself as `.` included, sorted by path. */
export function readTree(folder: string): TreeEntry[] {
  return [readEntry(folder, '.'), ...readBelow(folder, '')].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function readBelow(folder: string, below: string): TreeEntry[] {
  return readdirSync(bytesOf(join(folder, below)), { encoding: 'latin1' }).flatMap((name) => {
    const entry = readEntry(folder, join(below, name));
    return entry.type === 'folder' ? [entry, ...readBelow(folder, entry.path)] : [entry];
  });
}

function readEntry(folder: string, name: string): TreeEntry {
  const path = bytesOf(join(folder, name));
  const stat = lstatSync(path);
  const base = { path: name, owner: `${stat.uid}:${stat.gid}` };
  if (stat.isSymbolicLink()) return { ...base, type: 'link', mode: '', content: readlinkSync(path, 'latin1') };
  const mode = (stat.mode & 0o7777).toString(8);
  if (stat.isDirectory()) return { ...base, type: 'folder', mode, content: '' };
  const content = createHash('sha256').update(readFileSync(path)).digest('hex');
  return { ...base, type: 'file', mode, modified: Math.floor(stat.mtimeMs), content: `${stat.size} ${content}` };
}
