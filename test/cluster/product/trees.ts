import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { run } from '../harness/shell.ts';

/** What is easily lost: modes, owners, times, links, empty folders and files, holes, names with spaces and Unicode. */
export function writeTree(folder: string): void {
  const at = (name: string) => join(folder, name);
  mkdirSync(at('deep/er/est'), { recursive: true });
  mkdirSync(at('empty folder'));
  writeFileSync(at('a file with  spaces.txt'), 'hello');
  writeFileSync(at('deep/er/ünï·cödé — 日本語 🎉.bin'), randomBytes(70_000));
  writeFileSync(at('quote\'d "name"'), 'quoted');
  writeFileSync(at('empty.txt'), '');
  writeFileSync(at('.hidden'), 'dot');
  writeFileSync(at('.kopiaignore'), '*.txt\n');
  mkdirSync(at('cache'));
  writeFileSync(at('cache/CACHEDIR.TAG'), 'Signature: 8a477f597d28d172789f06886806bc55\n');
  writeFileSync(at('cache/kept'), 'must not be left out');
  writeFileSync(at('secret'), 'x');
  chmodSync(at('secret'), 0o600);
  writeFileSync(at('setuid'), 'x');
  writeFileSync(at('owned'), 'by somebody');
  chownSync(at('owned'), 1234, 5678);
  chmodSync(at('setuid'), 0o4755);
  chmodSync(at('deep'), 0o2770);
  chownSync(at('deep'), 999, 999);
  symlinkSync('a file with  spaces.txt', at('link'));
  symlinkSync('/nowhere/at all', at('dangling'));
  execFileSync('touch', ['-d', '2001-02-03T04:05:06.123456789Z', at('owned'), at('empty folder')]);
  writeFileSync(at('sparse'), '');
  truncateSync(at('sparse'), 64 * 1024 * 1024);
  appendFileSync(at('sparse'), 'end');
}

/** Names that are no UTF-8: two differ only there. Whole seconds: the tar of the busybox that movers have here knows no others, nor a link's time. */
function writeRawNames(folder: string): void {
  const raw = (name: string) => Buffer.from(join(folder, name), 'latin1');
  mkdirSync(raw('dir\xff'));
  for (const name of ['caf\xe9.txt', 'caf\xe8.txt', 'dir\xff/file', 'known \xef\xbf\xbd']) {
    writeFileSync(raw(name), `in ${name}`);
    utimesSync(raw(name), 1_500_000_000, 1_500_000_000);
  }
  chownSync(raw('caf\xe8.txt'), 1234, 5678);
  chmodSync(raw('caf\xe9.txt'), 0o4755);
  symlinkSync(Buffer.from('caf\xe9.txt', 'latin1'), raw('link to latin1'));
}

/** As the issue has it: 20,000 small files and one of 300 MiB, beside all of writeTree, and names that are no UTF-8. */
export function writeHardTree(folder: string): void {
  writeTree(folder);
  writeRawNames(folder);
  for (let group = 0; group < 100; group += 1) {
    const inner = join(folder, 'many', `group ${group}`);
    mkdirSync(inner, { recursive: true });
    for (let file = 0; file < 200; file += 1) writeFileSync(join(inner, `${file}.txt`), `${group}/${file}\n`);
  }
  const block = randomBytes(4 * 1024 * 1024);
  for (let n = 0; n < 75; n += 1) {
    block.writeUInt32LE(n, 0);
    // different in every part, so that nothing is the same as what was there before
    for (let at = 0; at < block.length; at += 512) block.writeUInt32LE((n * 2_654_435_761 + at) >>> 0, at);
    appendFileSync(join(folder, 'big'), block);
  }
}

/**
 * Every path with its type, mode, owner, link and time, then every content, as text to be compared; what is not ASCII is escaped.
 *
 * Two things kopia itself does not keep: a folder's time (it gives back the newest one below), and what is finer than a
 * microsecond of a link's time, which it rounds.
 */
export async function describeTree(folder: string): Promise<string> {
  const script = `cd "$1" && {
    find . -mindepth 1 -type d -printf '%P %y %m %U:%G\\n'
    find . -mindepth 1 -type l -printf '%P %y %U:%G %l %Ts\\n'
    find . -mindepth 1 ! -type d ! -type l -printf '%P %y %m %U:%G %s %T@\\n'
  } | LC_ALL=C sort | LC_ALL=C sed -n 'l 0' && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | LC_ALL=C sed -n 'l 0'`;
  return await run('sh', '-c', script, 'tree', folder);
}
