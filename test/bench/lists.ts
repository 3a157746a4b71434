import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OperationFilter } from '../../functions/services/ledger/ledger.ts';
import { monthKeyOf } from '../../functions/services/ledger/rows.ts';
import { type ManyRecords, startManyRecords } from './many-records.ts';
import { type Figure, median, percentile } from './table.ts';

const PAGE = 50;
const TURNS = 20;
const SCHEDULES = 100;
const DAYS = 300;
const DAY = 86_400_000;

/** One page of the list of backups, as the API reads it, out of so many records; beside it the same index, queried bare. */
export async function measureLists(records: number): Promise<Figure[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'snapferry-bench-lists-'));
  const many = await startManyRecords(root);
  try {
    const now = Date.now();
    const wanted = Array.from({ length: records }, (_, n) => ({
      n,
      createdAt: new Date(now - Math.floor((n / records) * DAYS * DAY)),
      scheduleUid: `schedule-${n % SCHEDULES}`,
      phase: 'Succeeded' as const,
    }));
    await many.write(wanted);
    return await measure(many, records);
  } finally {
    await many.stop();
    await rm(root, { recursive: true, force: true });
  }
}

async function measure({ ledger, documents, table }: ManyRecords, records: number): Promise<Figure[]> {
  const bare = async (index: string, name: string, value: string) =>
    await timesOf(async () => {
      const { Items: items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: index,
          KeyConditionExpression: '#key = :key',
          ExpressionAttributeNames: { '#key': name },
          ExpressionAttributeValues: { ':key': value },
          ScanIndexForward: false,
          Limit: PAGE,
        }),
      );
      return items.length;
    });
  const listed = async (filter: OperationFilter, page = PAGE) =>
    await timesOf(async () => (await ledger.listOperations(filter, undefined, PAGE)).items.length, page);

  const lastMonth = new Date(Date.now() - 31 * DAY).toISOString();
  const byMonth = await bare('by-month', 'monthKey', monthKeyOf('backup', lastMonth));
  const bySchedule = await bare('by-schedule', 'scheduleKey', 'schedule-7');
  const middle = new Date(Date.now() - (DAYS / 2) * DAY).toISOString();
  const figures: [string, number[], string][] = [
    ['the newest', await listed({ kind: 'backup' }), byMonth],
    ['from the middle on', await listed({ kind: 'backup', to: middle }), byMonth],
    ['of one schedule', await listed({ kind: 'backup', scheduleUid: 'schedule-7' }), bySchedule],
    ['of a word that no record has', await listed({ kind: 'backup', search: 'nowhere' }, 0), byMonth],
  ].map(([what, times, beside]) => [String(what), times as number[], said(beside as number[])]);
  return figures.map(([what, times, beside]) => ({
    what: `a page of ${PAGE} out of ${records}, ${what}`,
    measured: said(times),
    beside: `bare Query: ${beside}`,
  }));
}

/** @param count of records that each turn must find */
async function timesOf(work: () => Promise<number>, count = PAGE): Promise<number[]> {
  const times: number[] = [];
  // The first turns are the compiler's.
  for (let turn = -TURNS; turn < TURNS; turn += 1) {
    const began = performance.now();
    const found = await work();
    if (turn >= 0) times.push(performance.now() - began);
    if (found !== count) throw new Error(`a page of ${found}, not of ${count}`);
  }
  return times;
}

function said(times: readonly number[]): string {
  return `${median(times).toFixed(1)} ms, p95 ${percentile(times, 95).toFixed(1)} ms`;
}
