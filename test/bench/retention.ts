import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expired } from '../../functions/domain/schedule/retention.ts';
import { readKeptBackups } from '../../functions/operations/kept-backups.ts';
import { type ManyRecords, startManyRecords } from './many-records.ts';
import type { Figure } from './table.ts';

const UID = 'kept';
const HOUR = 3_600_000;
const ENTRIES = [
  { id: 'hourly', keep: 24 },
  { id: 'daily', keep: 300 },
];

/** What follows a success: all good backups of the schedule are read, and those that no entry keeps are found. */
export async function measureRetention(backups: number): Promise<Figure[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'snapferry-bench-retention-'));
  const many = await startManyRecords(root);
  try {
    const now = Date.now();
    const wanted = Array.from({ length: backups }, (_, n) => ({
      n,
      createdAt: new Date(now - n * HOUR),
      scheduleUid: UID,
      phase: 'Succeeded' as const,
    }));
    await many.write(wanted);
    await readBare(many);
    const bare = await timed(() => readBare(many));
    const before = process.memoryUsage.rss() / 1024 ** 2;
    const read = await timed(() => readKeptBackups(many, UID));
    if (read.result.length !== backups) throw new Error(`${read.result.length} good backups were read, not ${backups}`);
    const { result: gone, ms } = await timed(async () => expired(read.result, ENTRIES, () => true));
    return [
      {
        what: `reading the good backups of a schedule, ${backups}`,
        measured: `${read.ms.toFixed(0)} ms`,
        beside: `bare Query: ${bare.ms.toFixed(0)} ms in ${bare.result} pages`,
      },
      {
        what: `retention over ${backups}, ${gone.length} expired`,
        measured: `${ms.toFixed(1)} ms`,
        beside: '–',
      },
      {
        what: 'peak memory of the process, with the table in it',
        measured: `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
        beside: `${before.toFixed(0)} MiB before`,
      },
    ];
  } finally {
    await many.stop();
    await rm(root, { recursive: true, force: true });
  }
}

/** @returns the number of pages */
async function readBare({ documents, table }: ManyRecords): Promise<number> {
  let pages = 0;
  let start: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'by-schedule',
        KeyConditionExpression: '#key = :key',
        ExpressionAttributeNames: { '#key': 'scheduleKey' },
        ExpressionAttributeValues: { ':key': UID },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    start = page.LastEvaluatedKey;
    pages += 1;
  } while (start);
  return pages;
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
  const began = performance.now();
  const result = await work();
  return { result, ms: performance.now() - began };
}
