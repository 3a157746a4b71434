import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  eventsOf,
  type Message,
  messageOf,
  nextTryAt,
  signatureOf,
  subjectOf,
} from '../../functions/domain/notification/notification.ts';
import { asksFor } from '../../functions/domain/notification/notification-spec.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import { SPECS } from '../support/specs.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../docs/notifications.md'), 'utf8');
const SECRET = 'sixteen-characters';
const BODY = '{"id":"bk-1-failed","name":"nächtlich"}';
const NOW = 1_795_424_400;

/** The example of the document in this language, as a reader would copy it. */
function example(language: string): string {
  const [, code] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(DOCUMENT) ?? [];
  if (code === undefined) throw new Error(`no example in ${language}`);
  return code;
}

type Case = [said: string, holds: boolean, secret: string, header: string, now: number];
const GOOD = signatureOf(SECRET, NOW, BODY);
const CASES: Case[] = [
  ['a good one', true, SECRET, GOOD, NOW + 10],
  ['another secret', false, 'another-secret-16', GOOD, NOW + 10],
  ['another body', false, SECRET, signatureOf(SECRET, NOW, `${BODY} `), NOW + 10],
  ['another time', false, SECRET, GOOD.replace(`t=${NOW}`, `t=${NOW + 1}`), NOW + 10],
  ['an old one', false, SECRET, GOOD, NOW + 301],
  ['none', false, SECRET, `t=${NOW}`, NOW],
];

describe('the signature', () => {
  it.each(CASES)('is verified by the example in JavaScript: %s', async (_, holds, secret, header, now) => {
    const module = `data:text/javascript,${encodeURIComponent(example('js'))}`;
    const { verify } = (await import(/* @vite-ignore */ module)) as {
      verify(secret: string, header: string, body: Buffer, now: number): boolean;
    };

    expect(verify(secret, header, Buffer.from(BODY), now)).toBe(holds);
  });

  it('is verified by the example in Python', () => {
    const program = `${example('python')}
import json, sys
given = json.load(sys.stdin)
print(json.dumps([verify(c[2], c[3], given["body"].encode(), c[4]) for c in given["cases"]]))
`;
    const output = execFileSync('python3', ['-c', program], { input: JSON.stringify({ body: BODY, cases: CASES }) });

    expect(JSON.parse(output.toString())).toEqual(CASES.map(([, holds]) => holds));
  });
});

const ENDED = newOperation(
  {
    operationId: 'bk-1',
    kind: 'backup' as const,
    name: 'täglich\n',
    spec: { ...SPECS.backup, snapshotClasses: { planted: 'planted-spec' } },
    refs: { cluster: { name: 'c1', uid: 'u1', clusterId: 'k1' }, locations: [] },
    createdBy: 'ann',
  },
  new Date('2026-11-23T08:00:00.000Z'),
  3600,
);

describe('a message', () => {
  const sender = { installationId: 'abcdefghij', stage: 'test', apiUrl: 'https://api.example' };

  it('says what ended how, what to do and where to read on, and nothing of the spec', () => {
    const error = { code: 'snapshot.timeout' as const, message: 'not cut in time' };
    const slot = { schedule: { name: 'nightly', uid: 's1' }, entries: ['a'], scheduledTime: '2026-11-23T02:00:00Z' };
    const failed = { ...ENDED, slot, error, phase: 'Failed' as const, finishedAt: '2026-11-23T09:00:00.000Z' };

    const message = messageOf(failed, 'backup.failed', sender);

    expect(message).toMatchObject({
      id: 'bk-1-failed',
      time: '2026-11-23T09:00:00.000Z',
      link: 'https://api.example/v1/backups/bk-1',
      operation: { schedule: 'nightly', error: { code: 'snapshot.timeout', remedy: expect.stringContaining('Raise') } },
    });
    expect(JSON.stringify(message)).not.toContain('planted');
    expect(subjectOf(message)).toBe('Snapferry: backup.failed: t?glich? (c1)');
  });

  it('of a test has a subject too', () => {
    const message: Message = { id: 'test-1', type: 'test', time: '', installation: '', stage: '', link: '' };
    expect(subjectOf(message)).toBe('Snapferry: test: it can be reached');
  });
});

describe('what an end is to receivers', () => {
  const ended = (phase: 'Succeeded' | 'Failed' | 'Missed' | 'Deleted', before?: 'Failed' | 'Missed' | 'Succeeded') =>
    eventsOf({ kind: 'backup', phase }, before && { kind: 'backup', phase: before });

  it('is a recovery only after a failure or a miss', () => {
    expect(ended('Succeeded', 'Failed')).toEqual(['backup.recovered', 'backup.succeeded']);
    expect(ended('Succeeded', 'Missed')).toEqual(['backup.recovered', 'backup.succeeded']);
    expect(ended('Succeeded', 'Succeeded')).toEqual(['backup.succeeded']);
    expect(ended('Succeeded')).toEqual(['backup.succeeded']);
    expect(ended('Failed', 'Failed')).toEqual(['backup.failed']);
    expect(ended('Deleted')).toEqual([]);
  });

  it('is first of all that backups were found damaged', () => {
    const found = { phase: 'Succeeded' as const, damagedBackups: ['bk-1'] };

    expect(eventsOf({ kind: 'maintenance', ...found })).toEqual(['backup.damaged']);
    expect(eventsOf({ kind: 'backup', ...found })).toEqual(['backup.damaged', 'backup.succeeded']);
  });

  it('is a success of less than it should hold, and then a recovery by the next whole one', () => {
    const whole = { kind: 'backup' as const, phase: 'Succeeded' as const };
    const lacking = { ...whole, lacks: { claims: ['shop/data'], count: 1, than: 'bk-0' } };
    const gone = { namespace: 'shop', pvc: 'data', outcome: 'Gone' as const, reason: 'deleted' };
    const empty = { ...gone, outcome: 'NoData' as const };

    expect(eventsOf(lacking, { kind: 'backup', phase: 'Failed' })).toEqual(['backup.reduced', 'backup.succeeded']);
    expect(eventsOf({ ...whole, unprotected: [gone] })).toEqual(['backup.reduced', 'backup.succeeded']);
    expect(eventsOf({ ...whole, unprotected: [empty] })).toEqual(['backup.succeeded']);
    expect(eventsOf(whole, lacking)).toEqual(['backup.recovered', 'backup.succeeded']);
  });

  it('reaches who asked for failures, where a success is of less than it should hold', () => {
    expect(asksFor(['backup.failed'], 'backup.reduced')).toBe(true);
    expect(asksFor(['backup.succeeded'], 'backup.reduced')).toBe(false);
    expect(asksFor(['backup.failed'], 'backup.succeeded')).toBe(false);
  });
});

describe('a message that is not taken', () => {
  it('is tried after growing waits, and given up after two days', () => {
    const end = new Date('2026-11-23T00:00:00.000Z');
    const tries: string[] = [];
    let now: Date | undefined = end;
    for (let count = 1; now; count += 1) {
      now = nextTryAt(count, end, now);
      if (now) tries.push(now.toISOString().slice(8, 16));
    }

    expect(tries).toEqual(['23T00:01', '23T00:06', '23T00:21', '23T01:21', '23T05:21', '23T17:21', '24T17:21']);
    expect(nextTryAt(1, end, new Date('2026-11-25T00:00:01.000Z'))).toBeUndefined();
  });
});
