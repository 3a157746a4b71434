import { describe, expect, it } from 'vitest';
import { measureEnd } from '../../functions/completion/complete-operation.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { createEmfMetrics } from '../../functions/services/metrics/emf-metrics.ts';
import { SPECS } from '../support/specs.ts';
import { createTestClock } from '../support/test-clock.ts';

const clock = createTestClock('2026-11-23T09:00:00.000Z');

/** What CloudWatch makes of the lines: names, values and dimensions. */
function collector(namespace = 'Snapferry') {
  const lines: string[] = [];
  const metrics = createEmfMetrics({ stage: 'test', namespace, clock, write: (line) => void lines.push(line) });
  return { metrics, lines, read: () => lines.map((line) => JSON.parse(line)) };
}

describe('a line of metrics', () => {
  it('is one JSON document of the embedded metric format', () => {
    const { metrics, lines, read } = collector();

    metrics.emit({ BackupSeconds: 12.5, BackupBytes: 7 });

    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(read()).toEqual([
      {
        _aws: {
          Timestamp: Date.parse('2026-11-23T09:00:00.000Z'),
          CloudWatchMetrics: [
            {
              Namespace: 'Snapferry',
              Dimensions: [['service', 'stage']],
              Metrics: [
                { Name: 'BackupSeconds', Unit: 'Seconds' },
                { Name: 'BackupBytes', Unit: 'Bytes' },
              ],
            },
          ],
        },
        service: 'snapferry',
        stage: 'test',
        BackupSeconds: 12.5,
        BackupBytes: 7,
      },
    ]);
  });

  it('has the schedule as a dimension where one is given', () => {
    const { metrics, read } = collector();

    metrics.emit({ NewestBackupAgeSeconds: 60 }, { schedule: 'nightly' });

    const [line] = read();
    expect(line._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service', 'stage', 'schedule']]);
    expect(line.schedule).toBe('nightly');
  });

  it('is none where no namespace is named', () => {
    const { metrics, lines } = collector('');

    metrics.emit({ SweepRuns: 1 });

    expect(lines).toEqual([]);
  });
});

describe('the end of a backup', () => {
  const volumes = [
    { timings: { requestedAt: '2026-11-23T08:00:01.000Z', cutAt: '2026-11-23T08:00:02.000Z' } },
    { timings: { requestedAt: '2026-11-23T08:00:01.250Z', cutAt: '2026-11-23T08:00:03.500Z' } },
    { timings: {} },
  ];

  async function measured(changes: object): Promise<Record<string, number>> {
    const { metrics, read } = collector();
    const refs = { cluster: { name: 'c1', uid: 'u1', clusterId: 'k1' }, locations: [] };
    const given = {
      operationId: 'bk-1',
      kind: 'backup' as const,
      name: 'b',
      spec: SPECS.backup,
      refs,
      createdBy: 'ann',
    };
    const operation = { ...newOperation(given, clock.now(), 3600), ...changes } as Operation;
    const ledger = { readVolumes: async () => volumes } as unknown as Parameters<typeof measureEnd>[0]['ledger'];
    await measureEnd({ ledger, metrics }, operation);
    return Object.fromEntries(
      read().flatMap((line) => {
        const names: { Name: string }[] = line._aws.CloudWatchMetrics[0].Metrics;
        return names.map(({ Name }) => [Name, Number(line[Name])] as const);
      }),
    );
  }
  const times = { startedAt: '2026-11-23T08:00:00.000Z', finishedAt: '2026-11-23T08:01:00.000Z' };

  it('counts its time, bytes and freeze when it Succeeded', async () => {
    expect(await measured({ ...times, phase: 'Succeeded', bytes: 42 })).toEqual({
      BackupFailures: 0,
      BackupSeconds: 60,
      BackupBytes: 42,
      FrozenSeconds: 2.5,
    });
  });

  it('counts a failure, and no time that would look like a fast backup', async () => {
    expect(await measured({ ...times, phase: 'Failed' })).toEqual({ BackupFailures: 1, FrozenSeconds: 2.5 });
  });

  it('counts a miss, and nothing for one that was skipped or cancelled', async () => {
    expect(await measured({ phase: 'Missed' })).toEqual({ MissedRuns: 1 });
    expect(await measured({ phase: 'Skipped' })).toEqual({});
    expect(await measured({ phase: 'Cancelled' })).toEqual({});
    expect(await measured({ kind: 'restore', phase: 'Failed' })).toEqual({});
  });
});
