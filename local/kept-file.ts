import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Readable for its owner only, and whole: a kill at any moment leaves the old content or the new one. */
export function replaceFile(file: string, content: string | Buffer): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The values of a file that has one a line. A kill in the middle of a line leaves a part of it, which nobody was answered for. */
export function readLines<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as T];
      } catch {
        return [];
      }
    });
}

export function replaceLines(file: string, values: readonly unknown[]): void {
  replaceFile(file, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}
