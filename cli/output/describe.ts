import { bytesOf, fineDurationOf } from './units.ts';

/** A value as `kubectl describe` shows it: `Name:  value`, what is within it indented, lists with dashes. */
export function describeLines(value: object, indent = ''): string[] {
  const entries = Object.entries(value).filter(([, one]) => !isEmpty(one));
  const width = Math.max(0, ...entries.map(([key]) => titleOf(key).length)) + 2;
  return entries.flatMap(([key, one]) => {
    const title = `${titleOf(key)}:`;
    const flat = flatOf(key, one);
    // what is of several lines, such as a command, stays legible and within its place
    if (flat !== undefined) return linesOf(`${indent}${title.padEnd(width)} `, flat);
    if (Array.isArray(one)) return [`${indent}${title}`, ...one.flatMap((item) => itemLines(item, `${indent}  `))];
    return [`${indent}${title}`, ...describeLines(one as object, `${indent}  `)];
  });
}

function itemLines(item: unknown, indent: string): string[] {
  if (typeof item !== 'object' || item === null) return [`${indent}- ${textOf('', item)}`];
  const [first = '', ...rest] = describeLines(item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

/** What fits behind its title; undefined: it has lines of its own. */
function flatOf(key: string, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return textOf(key, value);
  if (Array.isArray(value))
    return value.every((one) => typeof one === 'string' && one.length < 40 && !one.includes(' '))
      ? value.join(', ')
      : undefined;
  // labels and the like
  const entries = Object.entries(value);
  return ['labels', 'matchLabels', 'counts', 'namespaceMapping', 'storageClassMapping'].includes(key)
    ? entries.map(([name, one]) => `${name}=${String(one)}`).join(', ')
    : undefined;
}

function textOf(key: string, value: unknown): string {
  if (typeof value === 'number' && /bytes$/i.test(key)) return `${bytesOf(value)} (${value})`;
  if (typeof value === 'number' && /seconds$/i.test(key)) return fineDurationOf(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function linesOf(beginning: string, text: string): string[] {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  return [`${beginning}${first}`, ...rest.map((line) => `${' '.repeat(beginning.length)}${line}`)];
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** `createdAt` → `Created at`; a unit that the value has itself goes: `skewSeconds` → `Skew`. */
export function titleOf(key: string): string {
  const words = key
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace('mi b', '(MiB)')
    .replace(/ seconds$/, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
