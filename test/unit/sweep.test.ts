import { describe, expect, it } from 'vitest';
import { Fault } from '../../functions/domain/errors.ts';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Operation, ValidationOperation } from '../../functions/domain/operation/operation.ts';
import { sweep } from '../../functions/events/sweep.ts';
import { createMemoryCluster } from '../support/memory-cluster.ts';
import { SPECS } from '../support/specs.ts';
import { createTestClock } from '../support/test-clock.ts';

/** Of the function; and what eight clusters that do not answer take of it, tried at once. */
const FUNCTION_MS = 120_000;
const SILENCE_MS = 35_000;
/** What eight looks at executions take while Step Functions throttles them. */
const THROTTLED_MS = 1_000;

type Used = Parameters<typeof sweep>[0];

function operationOn(clusterId: string, name: string, changes: Partial<ValidationOperation> = {}): Operation {
  const operationId = operationIdOf('validation', [name]);
  const refs = { cluster: { name: clusterId, uid: clusterId, clusterId }, locations: [] };
  const given = { operationId, kind: 'validation' as const, name, spec: SPECS.validation, refs, createdBy: 'tester' };
  return { ...newOperation(given, new Date('2026-11-23T08:00:00.000Z'), 3600), ...changes };
}

/** Ended, and something of it was still on its cluster. */
function leftover(clusterId: string, name: string): Operation {
  const residuals = [{ kind: 'Pod', name, reason: 'held' }];
  const at = '2026-11-23T08:30:00.000Z';
  return operationOn(clusterId, name, { phase: 'Failed', finishedAt: at, settledAt: at, residuals });
}

/** One sweep after the other over these operations, in this order; clusters whose name says so do not answer. */
function sweeper(operations: readonly Operation[]) {
  let atOnce = 0;
  const seen = {
    mostAtOnce: 0,
    described: [] as string[],
    tried: [] as string[],
    started: [] as string[],
    closed: [] as string[],
    figures: [] as object[],
  };
  const nameOf = (id: string) => String(operations.find(({ operationId }) => operationId === id)?.name);
  const rows = new Map(operations.map((one) => [one.operationId, one]));
  let remaining = FUNCTION_MS;
  const services = {
    clock: createTestClock('2026-11-23T09:00:00.000Z'),
    config: { installationId: 'abcdefghij', takeoverGraceSeconds: 5 },
    catalog: {
      list: async () => ({ items: [] }),
      removeUse: async () => undefined,
      read: async (_: string, clusterId: string) => ({ name: clusterId, uid: clusterId, status: { clusterId } }),
    },
    ledger: {
      listIncomplete: async () => [...rows.keys()],
      countEnd: async () => undefined,
      readOperation: async (id: string) => {
        atOnce += 1;
        seen.mostAtOnce = Math.max(seen.mostAtOnce, atOnce);
        await Promise.resolve();
        atOnce -= 1;
        if (nameOf(id) === 'unreadable') throw new Fault('record.invalid', 'a row cannot be read');
        return rows.get(id);
      },
      updateEnded: async (id: string, changes: object) => {
        const row = rows.get(id);
        if (row) rows.set(id, { ...row, ...changes });
        return rows.get(id);
      },
      closeOperation: async (id: string) => {
        rows.delete(id);
        seen.closed.push(nameOf(id));
      },
    },
    metrics: { emit: (figures: object) => void seen.figures.push(figures) },
    executions: {
      start: async (_: string, { operationId }: Operation) => {
        seen.started.push(nameOf(operationId));
        return 'arn';
      },
      describe: async (arn: string) => {
        remaining -= THROTTLED_MS / 8;
        seen.described.push(arn);
        return { status: 'RUNNING' };
      },
    },
    clusters: {
      open: async ({ clusterId }: { clusterId: string }) => {
        seen.tried.push(clusterId);
        if (!clusterId.startsWith('silent')) return createMemoryCluster([], []);
        remaining -= SILENCE_MS / 8;
        throw new Fault('cluster.unreachable', `${clusterId} did not answer in time`);
      },
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as Used;
  return {
    seen,
    run: async () => {
      remaining = FUNCTION_MS;
      return await sweep(services)({}, { getRemainingTimeInMillis: () => remaining });
    },
  };
}

describe('the sweep', () => {
  it('starts what is pending, however many leftovers lie on clusters that do not answer', async () => {
    const leftovers = Array.from({ length: 9 }, (_, n) => leftover(`silent-${n}`, `leftover ${n}`));
    const { seen, run } = sweeper([...leftovers, operationOn('well', 'pending')]);

    const { open, mended } = await run();

    expect({ open, mended }).toEqual({ open: 10, mended: 1 });
    expect(seen.started).toEqual(['pending']);
  });

  it('looks at all others, where the row of one operation cannot be read', async () => {
    const { seen, run } = sweeper([operationOn('well', 'unreadable'), operationOn('well', 'pending')]);

    expect(await run()).toMatchObject({ open: 2, mended: 1 });
    expect(seen.started).toEqual(['pending']);
    expect(seen.figures).toMatchObject([{ UnreadableOperations: 1 }]);
  });

  it('removes what is left on a cluster that answers, though many others do not', async () => {
    const leftovers = Array.from({ length: 9 }, (_, n) => leftover(`silent-${n}`, `leftover ${n}`));
    const { seen, run } = sweeper([...leftovers, leftover('well', 'last')]);

    await run();

    expect(seen.closed).toEqual(['last']);
  });

  it('begins nothing that it may not end', async () => {
    const leftovers = Array.from({ length: 99 }, (_, n) => leftover(`silent-${n}`, `leftover ${n}`));
    const { seen, run } = sweeper(leftovers);

    await run();

    expect(seen.tried.length).toBeLessThanOrEqual(24);
  });

  it('leaves an end to those who wrote it for a minute, then settles it, tells of it, and closes it', async () => {
    const ended = (name: string, finishedAt: string) => operationOn('well', name, { phase: 'Failed', finishedAt });
    const { seen, run } = sweeper([
      ended('just now', '2026-11-23T08:59:01.000Z'),
      ended('a minute ago', '2026-11-23T08:59:00.000Z'),
    ]);

    await run();

    expect(seen.closed).toEqual(['a minute ago']);
  });

  it('tries a cluster that does not answer once, and goes on with the others', async () => {
    const { seen, run } = sweeper([
      leftover('silent', 'first'),
      leftover('silent', 'second'),
      leftover('well', 'third'),
      leftover('silent', 'fourth'),
    ]);

    await run();
    await run();

    expect(seen.tried.toSorted()).toEqual(['silent', 'silent', 'well']);
    expect(seen.closed).toEqual(['third']);
  });

  it('reads no more operations at once than the client has sockets for', async () => {
    const { seen, run } = sweeper(Array.from({ length: 4_000 }, (_, n) => running(`n-${n}`, '2026-11-23T08:59:00Z')));

    await run();

    expect(seen.mostAtOnce).toBeLessThanOrEqual(50);
  });

  it('settles what has ended, and looks at what is silent longest, though very many run', async () => {
    const many = Array.from({ length: 2_000 }, (_, n) => running(`n-${n}`, '2026-11-23T08:59:00Z'));
    const ended = operationOn('well', 'ended', { phase: 'Missed', finishedAt: '2026-11-23T08:30:00.000Z' });
    const { seen, run } = sweeper([...many, running('silent', '2026-11-23T08:10:00Z'), ended]);

    await run();

    expect(seen.closed).toEqual(['ended']);
    expect(seen.described).toContain('arn:silent');
  });
});

function running(name: string, updatedAt: string): Operation {
  const executionArn = `arn:${name}`;
  const executions = [{ arn: executionArn, epoch: 1, startedAt: updatedAt }];
  return operationOn('well', name, { phase: 'InProgress', executionArn, executions, updatedAt });
}
