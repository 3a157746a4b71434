import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../check/finding.ts';
import { listFiles } from '../check/list-files.ts';

/** Packed bytes; what is seen first has to come over a slow line, and a later page while somebody waits. */
const LIMITS = { first: 260_000, list: 310_000, css: 95_000, page: 30_000, raw: 1_600_000 };

interface Size {
  what: string;
  bytes: number;
  limit: number;
}

export function printSizes(folder: string): void {
  for (const { what, bytes, limit } of sizesOf(folder)) console.log(`${what}: ${bytes} bytes of ${limit}`);
}

export function checkSizes(folder: string): Finding[] {
  return sizesOf(folder)
    .filter(({ bytes, limit }) => bytes > limit)
    .map(({ what, bytes, limit }) => ({
      where: path.relative(process.cwd(), folder),
      what: `${what} has ${bytes} bytes packed, at most ${limit}`,
      remedy: 'Load what few need when somebody goes there: import() in console/app/routes.tsx.',
    }));
}

export function sizesOf(folder: string): Size[] {
  const scripts = listFiles(folder, ['assets'], ['.js']);
  const packed = (file: string) => statSync(path.join(folder, `${file}.gz`)).size;
  const sum = (files: readonly string[]) => files.reduce((total, file) => total + packed(file), 0);
  const first = closureOf(folder, firstOf(folder, 'js'));
  const list = closureOf(folder, [...first, ...scripts.filter((file) => /\/list-page-/.test(file))]);
  const pages = scripts.filter((file) => !list.includes(file)).toSorted((a, b) => packed(b) - packed(a));
  const raw = scripts.reduce((total, file) => total + statSync(path.join(folder, file)).size, 0);
  return [
    { what: 'the scripts before anything is seen', bytes: sum(first), limit: LIMITS.first },
    { what: 'the scripts of a list', bytes: sum(list), limit: LIMITS.list },
    { what: 'the styles before anything is seen', bytes: sum(firstOf(folder, 'css')), limit: LIMITS.css },
    ...pages
      .slice(0, 1)
      .map((file) => ({ what: `the largest script of a page, ${file},`, bytes: packed(file), limit: LIMITS.page })),
    { what: 'all scripts, unpacked,', bytes: raw, limit: LIMITS.raw },
  ];
}

/** What index.html names. */
function firstOf(folder: string, ending: 'css' | 'js'): string[] {
  const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file = '']) => file);
  return named.filter((file) => file.endsWith(`.${ending}`));
}

/** With all that is imported at once, not what is loaded later. */
function closureOf(folder: string, entries: readonly string[]): string[] {
  const seen = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (seen.has(file) || !existsSync(path.join(folder, file))) continue;
    seen.add(file);
    const text = readFileSync(path.join(folder, file), 'utf8');
    const imports = text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g);
    for (const [, name = ''] of imports) waiting.push(`assets/${name}`);
  }
  return [...seen];
}
