import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { inPlainWords } from '../../functions/api/http/parse-request.ts';
import { nextRunsQuerySchema, suspendSchema } from '../../functions/api/schedules/schema.ts';
import { policyRequestSchema } from '../../functions/domain/schedule/policy-request.ts';
import { scheduleRequestSchema } from '../../functions/domain/schedule/schedule-spec.ts';

function said(schema: z.ZodType, given: unknown): string[] {
  const { error } = schema.safeParse(given, { error: inPlainWords });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('/')}: ${message}`);
}

const NIGHTLY = { id: 'e', kind: 'daily', at: '02:00', keep: 3 };
const policy = (changes: object) => said(policyRequestSchema, { name: 'p', entries: [{ ...NIGHTLY, ...changes }] });

describe('a field that is wrong', () => {
  it.each([
    [{ keep: undefined }, 'entries/0/keep: it is missing'],
    [{ keep: 0 }, 'entries/0/keep: at least 1'],
    [{ keep: 1_001 }, 'entries/0/keep: at most 1000'],
    [{ keep: 1.5 }, 'entries/0/keep: a whole number'],
    [{ keep: '3' }, 'entries/0/keep: a number'],
    [{ kind: undefined }, 'entries/0/kind: it is missing'],
    [{ kind: 'cron' }, 'entries/0/kind: one of interval, daily, weekly, monthly, once'],
    [{ id: 'a'.repeat(17) }, 'entries/0/id: at most 16 characters'],
    [{ at: '25:00' }, 'entries/0/at: a time of day from 00:00 to 23:59'],
  ])('is told what it must be: %j', (changes, sentence) => {
    expect(policy(changes)).toEqual([sentence]);
  });

  it('is told how many, and what else, its kind of thing takes', () => {
    const backup = { cluster: 'c', locations: [], selection: { namespaces: ['shop'] }, labels: { '': 'x' } };

    expect(said(policyRequestSchema, { name: 'p', entries: [] })).toEqual(['entries: at least 1 of them']);
    expect(said(policyRequestSchema, { name: 'p', entries: null })).toEqual(['entries: a list']);
    expect(said(suspendSchema, { reason: ' ' })).toEqual(['reason: at least 1 character']);
    expect(said(nextRunsQuerySchema, { count: 'x', after: 'y' })).toEqual([
      'count: a number',
      'after: a moment such as 2026-11-26T02:00:00Z',
    ]);
    expect(said(scheduleRequestSchema, { name: 's', policy: 'p', backup, suspended: 'yes' })).toEqual([
      'backup/locations: exactly 1 of them',
      'backup/labels/: a label key: letters, digits, ".", "/", "_" and "-"',
      'suspended: true or false',
    ]);
  });
});
