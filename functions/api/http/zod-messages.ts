import type * as z from 'zod';
import { fieldsIn } from '../../domain/fields.ts';

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What a field must be, where its schema has no words of its own: as those have it, and never what was sent. */
export function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  const { code, input, discriminator } = issue;
  if (code === 'invalid_type' && input === undefined) return 'it is missing';
  if (code === 'invalid_type') return TYPES[issue.expected];
  if (code === 'too_small') return bound(issue.exact ? 'exactly' : 'at least', issue.minimum, issue.origin);
  if (code === 'too_big') return bound(issue.exact ? 'exactly' : 'at most', issue.maximum, issue.origin);
  if (code === 'invalid_value') return choice(issue.values);
  if (code === 'invalid_union' && typeof discriminator === 'string') {
    const given = fieldsIn(input)[discriminator];
    return given === undefined ? 'it is missing' : choice(Array.isArray(issue.options) ? issue.options : []);
  }
  if (code === 'invalid_key') return issue.issues[0]?.message;
  if (code === 'invalid_format' && issue.format === 'datetime') return 'a moment such as 2026-11-26T02:00:00Z';
  if (code === 'invalid_format' && issue.format === 'url') return 'an http or https address';
  return undefined;
}

function bound(how: string, limit: number | bigint, origin: string): string {
  if (origin === 'array') return `${how} ${limit} of them`;
  if (origin !== 'string') return `${how} ${limit}`;
  return `${how} ${limit} ${Number(limit) === 1 ? 'character' : 'characters'}`;
}

function choice(values: readonly z.core.util.Primitive[] = []): string {
  const words = values.map(String);
  return words.length > 1 ? `one of ${words.join(', ')}` : `only ${words.join()} is taken here`;
}
