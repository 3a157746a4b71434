import { describe, expect, it } from 'vitest';
import { run } from '../../../cli/run.ts';
import { createFakeShell, json } from '../../support/cli/fake-shell.ts';

const CREATE = ['backup', 'create', 'b', '-c', 'demo', '-n', 'shop', '-L', 'local'];
const ID = `bk-${'a'.repeat(26)}`;
const OPERATION = {
  id: ID,
  kind: 'backup',
  name: 'b',
  phase: 'InProgress',
  bytes: 0,
  counts: {},
  warnings: [],
  labels: {},
};
const lost = () => {
  throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
};

describe('a request that was lost', () => {
  it('that makes something is sent again as the same one', async () => {
    const keys: (string | null)[] = [];
    const bodies: string[] = [];
    const { shell, said } = createFakeShell(async (request) => {
      keys.push(request.headers.get('idempotency-key'));
      bodies.push(await request.text());
      return keys.length === 1 ? lost() : json(OPERATION, 202);
    });

    expect(await run(shell, CREATE, '1')).toBe(0);

    expect(said.out).toBe(`backup/${ID} started\n`);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0]]);
    expect(bodies[1]).toBe(bodies[0]);
  });

  it('that has no key is not sent again', async () => {
    let sent = 0;
    const { shell } = createFakeShell(() => {
      sent++;
      return lost();
    });

    expect(await run(shell, ['cancel', ID], '1')).toBe(1);
    expect(sent).toBe(1);
  });

  it('to an API that nobody runs is not sent again', async () => {
    let sent = 0;
    const { shell, said } = createFakeShell(() => {
      sent++;
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
    });

    expect(await run(shell, ['get', 'backups'], '1')).toBe(1);
    expect({ sent, err: said.err }).toMatchObject({ sent: 1, err: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('an API that has no time', () => {
  it('is asked again after as long as it says, a few times', async () => {
    let sent = 0;
    const { shell, pauses } = createFakeShell(() => {
      sent++;
      if (sent === 1) return json({ message: 'slow down' }, 429, { 'retry-after': '7' });
      return sent === 2 ? json({ message: 'busy' }, 503) : json({ items: [] });
    });

    expect(await run(shell, ['get', 'backups'], '1')).toBe(0);
    expect(pauses).toEqual([7_000, 1_000]);
  });

  it('is told of when it stays so', async () => {
    const { shell, said } = createFakeShell(() => json({ message: 'busy' }, 503));

    expect(await run(shell, ['get', 'backups'], '1')).toBe(1);
    expect(said.err).toBe('snapferry: busy\n');
  });
});

describe('what is awaited', () => {
  const ended = (phase: string, more: object = {}) => ({ ...OPERATION, phase, ...more });

  it.each([
    ['Succeeded', {}, 0],
    ['Failed', { error: { code: 'x.y', message: 'it failed', remedy: 'Do it over.' } }, 5],
    ['Missed', {}, 5],
    ['Skipped', {}, 5],
    ['Cancelled', {}, 6],
    ['Deleted', { deletion: { from: 'Succeeded' } }, 0],
  ])('ends as %s with its own code', async (phase, more, code) => {
    const { shell } = createFakeShell(() => json(ended(phase, more)));

    expect(await run(shell, ['wait', ID], '1')).toBe(code);
  });

  it('goes on being awaited while the API does not answer', async () => {
    let sent = 0;
    const { shell, said } = createFakeShell(() => {
      sent++;
      return sent <= 7 ? lost() : json(ended('Succeeded'));
    });

    expect(await run(shell, ['wait', ID], '1')).toBe(0);
    expect(said.out).toContain('Succeeded');
  });

  it('ends at its timeout with 7, and says how it is cancelled', async () => {
    const { shell, said } = createFakeShell(({ url }) => json(url.includes('/volumes') ? { items: [] } : OPERATION));

    expect(await run(shell, ['wait', ID, '--timeout', '90s'], '1')).toBe(7);
    expect(said.err).toContain(`${ID} has not ended within 1m30s; it goes on\n`);
    expect(said.err).toContain(`snapferry cancel ${ID}\n`);
  });

  it('is one line for each change where stderr is no terminal, and not for each byte', async () => {
    let looks = 0;
    const { shell, said } = createFakeShell(({ url }) => {
      if (url.includes('/volumes'))
        return json({
          items: [{ phase: 'Uploading', progress: { bytes: looks * 1000, totalBytes: 9000 } }, { phase: 'Done' }],
        });
      looks++;
      return json(looks > 5 ? ended('Succeeded') : { ...OPERATION, stage: looks > 3 ? 'SealBackup' : 'CheckOffloads' });
    });

    await run(shell, ['wait', ID], '1');

    expect(said.err).toBe('CheckOffloads  1/2 volumes  1.0 kB of 9.0 kB\nSealBackup  1/2 volumes  4.0 kB of 9.0 kB\n');
  });

  it('is one line that is rewritten on a terminal, and gone at the end', async () => {
    let looks = 0;
    const { shell, said } = createFakeShell(({ url }) => {
      if (url.includes('/volumes')) return json({ items: [] });
      looks++;
      return json(
        looks > 2 ? ended('Succeeded') : { ...OPERATION, stage: 'PlanBackup', createdAt: '2026-11-26T11:59:00Z' },
      );
    });

    await run({ ...shell, isTerminal: true }, ['wait', ID], '1');

    expect(said.err).toBe('\r\u001b[KPlanBackup  1m\r\u001b[KPlanBackup  1m\r\u001b[K');
  });
});

describe('a list', () => {
  it('is read to its end, or as far as --limit says', async () => {
    const limits: (string | null)[] = [];
    const { shell, said } = createFakeShell(({ url }) => {
      const { searchParams } = new URL(url);
      limits.push(searchParams.get('limit'));
      const cursor = Number(searchParams.get('cursor') ?? 0);
      const items = Array.from({ length: Math.min(Number(searchParams.get('limit')), 3) }, (_, n) => ({
        name: `p${cursor + n}`,
      }));
      return json({ items, ...(cursor < 6 ? { nextCursor: String(cursor + 3) } : {}) });
    });

    await run(shell, ['get', 'policies', '-o', 'name'], '1');
    expect(said.out.split('\n')).toHaveLength(10);
    expect(limits).toEqual(['200', '200', '200']);

    said.out = '';
    await run(shell, ['get', 'policies', '-o', 'name', '--limit', '4'], '1');
    expect(said.out).toBe('policy/p0\npolicy/p1\npolicy/p2\npolicy/p3\n');
  });
});
