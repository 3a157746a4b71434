import type { IncomingMessage } from 'node:http';
import { type Endpoint, readBody, startEndpoint } from '../aws-json.ts';
import { serviceError } from '../service-error.ts';
import type { Schedule, ScheduleRequest } from './schedule.ts';
import { type Scheduler, scheduleArn } from './scheduler.ts';

const DEFAULT_GROUP = 'default';

const STATUS: Readonly<Record<string, number>> = {
  ResourceNotFoundException: 404,
  ConflictException: 409,
  AccessDeniedException: 403,
  RequestEntityTooLargeException: 413,
};

/** The HTTP protocol of EventBridge Scheduler (REST, JSON), as far as schedules go; groups come with the stack. */
export async function startSchedulerEndpoint(scheduler: Scheduler, port?: number): Promise<Endpoint> {
  const statusOf = (code: string) => STATUS[code] ?? 400;
  const protocol = {
    contentType: 'application/json',
    statusOf,
    call: (request: IncomingMessage) => call(request, scheduler),
  };
  return startEndpoint(protocol, port);
}

async function call(request: IncomingMessage, scheduler: Scheduler): Promise<unknown> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  const [, schedules, encoded] = pathname.split('/');
  if (schedules !== 'schedules') throw serviceError('ResourceNotFoundException', `${pathname} is not offered here`);
  if (!encoded) return list(scheduler, query);
  const name = decodeURIComponent(encoded);
  if (request.method === 'DELETE') return scheduler.remove(query.get('groupName') ?? DEFAULT_GROUP, name);
  if (request.method !== 'POST')
    throw serviceError('ValidationException', 'schedules are made and deleted here, and not changed');
  const body = (await readBody(request)) as unknown as ScheduleRequest;
  const schedule = scheduler.create({ ...body, Name: name, GroupName: body.GroupName ?? DEFAULT_GROUP });
  return { ScheduleArn: scheduleArn(schedule) };
}

function list(scheduler: Scheduler, query: URLSearchParams): unknown {
  const size = Math.min(Number(query.get('MaxResults') ?? 100), 100);
  const after = query.get('NextToken') ?? '';
  const all = scheduler.list(query.get('ScheduleGroup') ?? undefined, query.get('NamePrefix') ?? '');
  const rest = all.filter(({ Name: name }) => name > after);
  const page = rest.slice(0, size);
  const token = rest.length > size ? { NextToken: page.at(-1)?.Name } : {};
  return { Schedules: page.map(summary), ...token };
}

function summary(schedule: Schedule) {
  const { Name, GroupName, Target, createdAt } = schedule;
  const dates = { CreationDate: createdAt / 1000, LastModificationDate: createdAt / 1000 };
  return { Arn: scheduleArn(schedule), Name, GroupName, State: 'ENABLED', Target: { Arn: Target.Arn }, ...dates };
}
