import type { Schemas } from '../../client/client.ts';
import { printTable } from './columns.ts';
import { describeLines } from './describe.ts';
import { bytesOf, fineDurationOf } from './units.ts';

/** As much as is known of an operation of any kind; only a backup has `cut` and `retention`. */
type Shown = Schemas['Operation'] & Partial<Pick<Schemas['Backup'], 'cut' | 'retention'>>;

/** What has a table of its own, or says nothing to a person that another field does not. */
const ELSEWHERE = [
  'stages',
  'simulation',
  'spec',
  'executions',
  'executionArn',
  'clusterId',
  'sourceClusterId',
  'sealSha256',
];
const FIRST = [
  'id',
  'name',
  'kind',
  'phase',
  'error',
  'warnings',
  'retention',
  'stage',
  'cluster',
  'location',
  'backup',
  'slot',
];

/** All of an operation: first what one asks for first, last what was asked for. */
export function headOf(operation: Shown): string[] {
  const fields = operation as unknown as Record<string, unknown>;
  const known = [...FIRST, ...Object.keys(fields)].filter((key) => !ELSEWHERE.includes(key));
  const head = Object.fromEntries([...new Set(known)].map((key) => [key, fields[key]]));
  return [...describeLines(head), ...describeLines({ spec: operation.spec })];
}

/** Each state with how long it took: of the last epoch by itself, of several with their numbers. */
export function stageTable(stages: NonNullable<Shown['stages']>): string[] {
  const epochs = new Set(stages.map(({ epoch }) => epoch)).size > 1;
  const rows = stages.map(({ state, epoch, enteredAt, leftAt, visits, retries, failure, bytes }) => [
    ...(epochs ? [String(epoch)] : []),
    state,
    enteredAt,
    leftAt ? fineDurationOf((Date.parse(leftAt) - Date.parse(enteredAt)) / 1000) : '-',
    String(visits),
    String(retries),
    bytes ? bytesOf(bytes) : '-',
    failure ?? '-',
  ]);
  const titles = [...(epochs ? ['EPOCH'] : []), 'STATE', 'ENTERED', 'TOOK', 'VISITS', 'RETRIES', 'SIZE', 'FAILURE'];
  return printTable([titles, ...rows])
    .trimEnd()
    .split('\n');
}
