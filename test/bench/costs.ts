import { PRICES } from './prices.ts';

/** What was counted of a backup (virtual-backup.ts). */
export interface CountedBackup {
  volumes: number;
  transitions: number;
  invocations: number;
  writes: number;
  reads: number;
}
/** What was counted of the packaged template. */
export interface CountedStack {
  alarmMetrics: number;
  ownMetrics: number;
  /** Of functions by rules of time, in 30 days. */
  scheduledCalls: number;
}
interface Counted {
  backups: readonly CountedBackup[];
  stack: CountedStack;
}

/** The functions' size, and how long a call is taken to last: most wait for a cluster or a table. Not counted. */
const GIGABYTES = 1;
const SECONDS_A_CALL = 0.5;
const DAYS = 30;
/** Lambda polls the queue of undeliverable slots around the clock: five at once, 20 s each. */
const POLLS_A_MONTH = 5 * 3 * 60 * 24 * DAYS;
const MANY = 10_000;
/** Each reads the four partitions of open operations, or as much. */
const READS_A_SWEEP = 4;

/** docs/costs.md as a whole: nothing in it is written by hand. */
export function renderCosts({ backups, stack }: Counted): string {
  return `# Costs

What the control plane costs on AWS. \`npm run costs\` counts it and writes this page; a test counts again and compares.
Transitions, function calls and capacity units are those of the real state machines and functions, in virtual time, with movers of 300 s.
Prices are the list prices of us-east-1 in \`test/bench/prices.ts\`, without free tiers.
A function call is taken to last ${SECONDS_A_CALL} s at ${GIGABYTES} GB: that is assumed, not counted.
What is at the location (storage, requests, traffic), NAT and the clusters themselves is not in here.

## A backup

${tableOf(
  ['volumes', 'transitions', 'function calls', 'write units', 'read units', 'cost'],
  backups.map((one) => [
    one.volumes,
    one.transitions,
    one.invocations,
    one.writes,
    one.reads,
    dollars(backupCost(one)),
  ]),
)}

Transitions do not grow with the volumes: every Task handles all of them. They grow with the time, since a poll is three of them; waits become longer the longer they last.

## A schedule, a month

One run a day, and the metric of its newest good backup. What retention removes and what maintains the location are operations of their own, and not in here.

${tableOf(
  ['volumes', 'cost'],
  backups.map((one) => [one.volumes, dollars(PRICES.ownMetric + DAYS * (backupCost(one) + PRICES.scheduledStart))]),
)}

## Nothing going on, a month

${tableOf(
  ['what', 'how many', 'cost'],
  [
    ...idle(stack).map(([what, count, each]) => [what, count, dollars(count * each)]),
    ['**sum**', '', `**${dollars(idle(stack).reduce((sum, [, count, each]) => sum + count * each, 0))}**`],
  ],
)}

| | |
|---|---|
| a registered cluster | ${dollars(2 * PRICES.secret)}: a secret each to read and to restore |
| a location | ${dollars(PRICES.secret)} |
| ${MANY} clusters and as many locations | ${dollars(MANY * 3 * PRICES.secret)} for their secrets alone: more than all else |
| reading a secret | ${dollars(1e6 * (PRICES.secretCall + PRICES.keyRequest))} a million times, with its key; a function call on a function that was not warm reads two |
| requests of tables and queues to the key | ${dollars(1e6 * PRICES.keyRequest)} a million; both keep a data key for some minutes |
| reading manifest parts | each once after its backup, then every 32 days, and on such a day the seal of its backup with it: ${dollars(1e6 * PRICES.s3Get)} a million requests to S3; its bytes are free inside the region |
| requests of the API | ${dollars(1e6 * PRICES.apiRequest)} a million, and a function call and a line of the audit log each |
| traces | ${dollars(1e6 * PRICES.trace)} a million; at most one an execution, and one a request |
| logs | $0.50 a GB that is written; machines log errors only |
| tables | $0.25 a GB, $0.20 more for point-in-time recovery |
| a network | each interface endpoint is $7.30 in each zone, a NAT gateway $32.85, and both by the GB |
`;
}

/** What a page says was counted; `renderCosts` of it is the page again. */
export function readCosts(page: string): Counted {
  const backups = [...page.matchAll(/^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| \$/gm)].map(([, ...cells]) => {
    const [volumes = 0, transitions = 0, invocations = 0, writes = 0, reads = 0] = cells.map(Number);
    return { volumes, transitions, invocations, writes, reads };
  });
  const count = (what: string) => Number(new RegExp(`^\\| ${what} \\| (\\d+) \\|`, 'm').exec(page)?.[1]);
  return {
    backups,
    stack: {
      alarmMetrics: count('metrics of alarms'),
      ownMetrics: count('metrics of its own'),
      scheduledCalls: count('sweeps'),
    },
  };
}

function backupCost({ transitions, invocations, writes, reads }: CountedBackup): number {
  return (
    transitions * PRICES.transition +
    invocations * callCost() +
    writes * PRICES.writeUnit +
    reads * PRICES.readUnit +
    PRICES.trace
  );
}

function callCost(): number {
  return PRICES.invocation + GIGABYTES * SECONDS_A_CALL * PRICES.gigabyteSecond;
}

function idle({
  alarmMetrics,
  ownMetrics,
  scheduledCalls,
}: CountedStack): [what: string, count: number, each: number][] {
  return [
    ['keys', 1, PRICES.key],
    ['metrics of alarms', alarmMetrics, PRICES.alarmMetric],
    ['metrics of its own', ownMetrics, PRICES.ownMetric],
    ['dashboards', 1, PRICES.dashboard],
    ['sweeps', scheduledCalls, callCost() + READS_A_SWEEP * PRICES.readUnit],
    ['their traces', scheduledCalls, PRICES.trace],
    ['polls of the queue of undeliverable slots', POLLS_A_MONTH, PRICES.queueRequest],
  ];
}

function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function dollars(amount: number): string {
  return `$${amount.toFixed(amount < 1 ? 4 : 2)}`;
}
