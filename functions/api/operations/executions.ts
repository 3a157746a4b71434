import * as z from 'zod';
import { keyOf, pageOf } from '../../domain/cursor.ts';
import { Fault } from '../../domain/errors.ts';
import { parseFields } from '../../domain/fields.ts';
import { foldHistory, type HistoryEvent, openVisitSchema } from '../../domain/operation/execution-history.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Uses } from '../../platform/services.ts';
import { route } from '../http/contract.ts';
import { readOperation } from './read-operation.ts';
import { historyQuerySchema } from './schema.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger'>;
type Execution = Operation['executions'][number];

/** Ten pages of Step Functions: 10,000 events, some seconds. */
const PAGES_AT_ONCE = 10;
/** The function has 28 s, and one page that is tried again may take twenty. */
const BUDGET_MS = 6_000;

export const listOperationExecutions = route({
  operationId: 'listOperationExecutions',
  route: 'GET /v1/operations/{id}/executions',
  scope: 'read',
  summary: 'Its executions of the state machine, the newest 10, oldest first',
  answer: 'Execution[]',
  handle: async (services: Dependencies, request) => {
    const { executions } = await readOperation(services, request);
    return { items: await Promise.all(executions.map(async (one) => await viewOf(services, one))) };
  },
});

export const readOperationHistory = route({
  operationId: 'readOperationHistory',
  route: 'GET /v1/operations/{id}/executions/{epoch}/history',
  scope: 'read',
  summary:
    'What one of its executions did in each state, from the history of Step Functions; a page covers some thousand events',
  query: historyQuerySchema,
  answer: 'ExecutionHistory',
  handle: async (services: Dependencies, request) => {
    const { params, query } = request;
    const { operationId, executions } = await readOperation(services, request);
    const execution = executions.find(({ epoch }) => String(epoch) === params.epoch);
    if (!execution) throw notFound(operationId, params.epoch);
    const filter = { history: operationId, epoch: execution.epoch };
    const place = query.cursor === undefined ? {} : placeOf(keyOf(filter, query.cursor));
    const [view, definition, read] = await Promise.all([
      viewOf(services, execution),
      place.token === undefined ? services.executions.definitionOf(execution.arn) : undefined,
      readEvents(services, execution.arn, place.token),
    ]);
    const { states, open } = foldHistory(read.events, place.open);
    const next = read.next === undefined ? undefined : JSON.stringify({ token: read.next, open });
    const { nextCursor } = pageOf([], filter, next);
    return {
      execution: view,
      ...(definition === undefined ? {} : { definition: parseFields(definition) }),
      states,
      ...(nextCursor ? { nextCursor } : {}),
    };
  },
});

function notFound(id: string, epoch: string): Fault {
  return new Fault('execution.not_found', `${id} has no execution ${epoch} on record`);
}

/** The newest page may still grow: what a page says of an execution that runs is as of now. */
async function readEvents({ clock, executions }: Dependencies, arn: string, from: string | undefined) {
  const began = clock.now().getTime();
  const events: HistoryEvent[] = [];
  let token = from;
  for (let pages = 0; pages < PAGES_AT_ONCE; pages += 1) {
    const page = await executions.readHistory(arn, token);
    events.push(...(page?.events ?? []));
    token = page?.next;
    if (token === undefined || clock.now().getTime() - began > BUDGET_MS) break;
  }
  return { events, next: token };
}

async function viewOf({ config, executions }: Dependencies, { arn, epoch, startedAt }: Execution) {
  return {
    epoch,
    arn,
    startedAt,
    ...(await executions.describe(arn)),
    ...(config.hasConsole ? { consoleUrl: consoleUrlOf(arn) } : {}),
  };
}

const CONSOLES: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

function consoleUrlOf(arn: string): string {
  const [, partition = '', , region = ''] = arn.split(':');
  return `https://${region}.${CONSOLES[partition] ?? CONSOLES.aws}/states/home?region=${region}#/v2/executions/details/${arn}`;
}

const placeSchema = z.strictObject({ token: z.string(), open: openVisitSchema.optional() });

/** @throws Fault Rejected `request.cursor_invalid` */
function placeOf(key: string): Partial<z.infer<typeof placeSchema>> {
  const parsed = placeSchema.safeParse(parseFields(key));
  if (parsed.success) return parsed.data;
  throw new Fault('request.cursor_invalid', 'the cursor does not belong to this list');
}
