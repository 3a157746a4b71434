import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSchedules } from '../../functions/services/schedules/eventbridge-scheduler.ts';
import type { Endpoint } from '../../local/aws-json.ts';
import { startSchedulerEndpoint } from '../../local/scheduler/endpoint.ts';
import { createScheduler, type Scheduler } from '../../local/scheduler/scheduler.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:backup';
const ROLE = 'arn:aws:iam::000000000000:role/embedded';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:embedded';
const MINUTE = 60_000;

describe('EventBridge Scheduler of the embedded stack, through client-scheduler', () => {
  const clock = createVirtualClock({ start: Date.UTC(2026, 10, 23, 9) });
  let folder: string;
  let endpoint: Endpoint;
  let scheduler: Scheduler;
  let client: SchedulerClient;
  let delivered: string[];
  let dead: string[];
  let refusals: number;

  async function open(): Promise<void> {
    scheduler = createScheduler({
      clock,
      folder,
      deliver: async (_, input) => {
        refusals -= 1;
        if (refusals >= 0) throw new Error('Step Functions does not answer');
        delivered.push(input);
      },
      giveUp: async (_, input) => void dead.push(input),
    });
    endpoint = await startSchedulerEndpoint(scheduler);
    const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
    client = new SchedulerClient({ endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 });
    scheduler.start();
  }
  async function close(): Promise<void> {
    scheduler.stop();
    client.destroy();
    await endpoint.stop();
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'snapferry-scheduler-'));
    delivered = [];
    dead = [];
    refusals = 0;
    await open();
  });
  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  const given = (Name: string, ScheduleExpression: string, more: object = {}) => ({
    Name,
    GroupName: 'g',
    ScheduleExpression,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: {
      Arn: MACHINE,
      RoleArn: ROLE,
      Input: '{"at":"<aws.scheduler.scheduled-time>"}',
      RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: QUEUE },
    },
    ...more,
  });
  const create = async (name: string, expression: string, more: object = {}) =>
    await client.send(new CreateScheduleCommand(given(name, expression, more)));

  it('fires a rate from its start date on, and fills in the time', async () => {
    await create('r', 'rate(5 minutes)', { StartDate: new Date(clock.now() + 2 * MINUTE) });
    const start = clock.now();
    await clock.advance(13 * MINUTE);

    const at = (minutes: number) => `${new Date(start + minutes * MINUTE).toISOString().slice(0, 19)}Z`;
    expect(delivered.map((input) => JSON.parse(input).at)).toEqual([at(2), at(7), at(12)]);
  });

  it('fires at a time of day in its zone', async () => {
    await create('c', 'cron(30 2 * * ? *)', { ScheduleExpressionTimezone: 'Asia/Tokyo' });
    await clock.advance(24 * 60 * MINUTE);

    expect(delivered.map((input) => JSON.parse(input).at.slice(10))).toEqual(['T17:30:00Z']);
  });

  it('fires once where it is asked to, and is gone then', async () => {
    const at = new Date(clock.now() + 3 * MINUTE).toISOString().slice(0, 19);
    await create('o', `at(${at})`, { ActionAfterCompletion: 'DELETE' });
    await clock.advance(10 * MINUTE);

    expect(delivered).toHaveLength(1);
    expect(scheduler.list('g', '')).toEqual([]);
  });

  it('delivers again until it is taken, and gives up to the dead-letter queue at the age that was given', async () => {
    await create('r', 'rate(1 hour)', { StartDate: new Date(clock.now() + MINUTE) });
    refusals = 3;
    await clock.advance(5 * MINUTE);
    expect({ taken: delivered.length, dead: dead.length }).toEqual({ taken: 1, dead: 0 });

    refusals = 1_000;
    await clock.advance(62 * MINUTE);
    expect({ taken: delivered.length, dead: dead.length }).toEqual({ taken: 1, dead: 1 });
  });

  it('keeps what was answered over a restart, and makes up for nothing that passed meanwhile', async () => {
    await create('kept', 'rate(1 minute)', { StartDate: new Date(clock.now() + MINUTE) });
    await create('gone', 'rate(1 minute)');
    await client.send(new DeleteScheduleCommand({ Name: 'gone', GroupName: 'g' }));
    await close();
    await clock.advance(5 * MINUTE);
    await open();
    await clock.advance(2.5 * MINUTE);

    expect(scheduler.list('g', '').map(({ Name }) => Name)).toEqual(['kept']);
    expect(delivered.length).toBeLessThanOrEqual(3);
  });

  it('answers in the service’s own errors', async () => {
    await create('twice', 'rate(1 minute)');
    await expect(create('twice', 'rate(2 minutes)')).rejects.toMatchObject({ name: 'ConflictException' });
    await expect(create('wrong', 'every minute')).rejects.toMatchObject({ name: 'ValidationException' });
    const early = { StartDate: new Date(clock.now() - 6 * MINUTE) };
    await expect(create('early', 'rate(1 minute)', early)).rejects.toMatchObject({ name: 'ValidationException' });
    const removal = new DeleteScheduleCommand({ Name: 'none', GroupName: 'g' });
    await expect(client.send(removal)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('lists page by page, also by prefix', async () => {
    for (let n = 0; n < 7; n += 1) await create(`${n % 2 === 0 ? 'even' : 'odd'}-${n}`, 'rate(1 day)');
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const command = new ListSchedulesCommand({ GroupName: 'g', MaxResults: 2, ...(NextToken ? { NextToken } : {}) });
      const page = await client.send(command);
      names.push(...(page.Schedules ?? []).map(({ Name }) => String(Name)));
      NextToken = page.NextToken;
    } while (NextToken);
    const { Schedules: even = [] } = await client.send(
      new ListSchedulesCommand({ GroupName: 'g', NamePrefix: 'even' }),
    );

    expect(names).toEqual(['even-0', 'even-2', 'even-4', 'even-6', 'odd-1', 'odd-3', 'odd-5']);
    expect(even).toHaveLength(4);
  });

  it('serves the product: a schedule that is there is the same one, one that is gone is gone', async () => {
    const schedules = createSchedules(client, {
      group: 'g',
      machineArn: MACHINE,
      roleArn: ROLE,
      deadLettersArn: QUEUE,
    });
    const rendered = {
      name: 'uid-e-hash',
      expression: 'rate(5 minutes)',
      timeZone: 'UTC',
      startDate: new Date(clock.now() + MINUTE),
      input: '{}',
      mostAgeSeconds: 300,
      isOnce: false,
    };
    await schedules.ensure(rendered);
    await schedules.ensure(rendered);
    expect(await schedules.list('uid-')).toEqual(['uid-e-hash']);
    await schedules.remove('uid-e-hash');
    await schedules.remove('uid-e-hash');
    expect(await schedules.list()).toEqual([]);
  });
});
