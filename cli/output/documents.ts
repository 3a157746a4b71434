import { stringify } from 'yaml';

export const FORMATS = ['wide', 'json', 'yaml', 'name'] as const;
export type Format = (typeof FORMATS)[number];

export function printDocument(value: unknown, format: 'json' | 'yaml'): string {
  // long texts stay on their line, for grep
  return format === 'json' ? `${JSON.stringify(value, undefined, 2)}\n` : stringify(value, { lineWidth: 0 });
}
