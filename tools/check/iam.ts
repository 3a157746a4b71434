import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { type Resource, type Template, targetOf } from './cfn-template.ts';
import { type Finding, type Found, findingsAt } from './finding.ts';
import { NEEDS, type Need } from './iam-actions.ts';
import { listFiles } from './list-files.ts';
import { kebabCase, readDispatchKeys } from './name-sets.ts';
import { allows, type Granted, grantsOf } from './role-statements.ts';
import { type Call, readServiceCalls } from './service-calls.ts';

/** What a function is for, where its calls leave the kind to it; the others speak of clusters. */
const KINDS: Readonly<Record<string, string>> = {
  ApiLocations: 'location',
  ApiNotifications: 'notification',
  ApiSchedules: 'schedule',
};
/** Calls that are reached, and never made. */
const NEVER: Readonly<Record<string, readonly Call[]>> = {
  // schedules and policies have no secrets
  ApiSchedules: ['secrets.remove'],
};
/** Of `Services`, those that ask nothing of AWS by the function's role. */
const WITHOUT_RIGHTS = new Set(['clock', 'config', 'log', 'metrics', 'movers']);
/** Rights of all who could join a network, or trace: the parameters of the stack decide. */
const BY_PARAMETERS = new Set(['', 'JoinNetwork', 'TracesWrite']);

/**
 * The role of each function allows what the services are asked that the function's code reaches, and no statement is
 * there for nothing: a call more than before fails on AWS only, where no test of ours comes by.
 */
export async function checkRights(template: Template, root: string): Promise<Finding[]> {
  const owners = [...(await readCallsOfFunctions(root))];
  return [
    ...(await findUnknownServices(root)),
    ...owners.flatMap(([owner, calls]) =>
      findingsAt(`${owner}Role`, (found) => checkRole(template, owner, calls, found)),
    ),
  ];
}

/** They answer from their own files. */
const CALLS_NOTHING: ReadonlySet<string> = new Set(['Console']);

function checkRole(template: Template, owner: string, calls: ReadonlySet<Call>, found: Found): void {
  if (calls.size === 0 && !CALLS_NOTHING.has(owner))
    found('no call of its function was read', 'See tools/check/service-calls.ts.');
  const { needs, unknown } = needsOf(owner, calls);
  for (const call of unknown) found(`${call} is not known`, 'Say in tools/check/iam-actions.ts what it asks of AWS.');
  const all = [...needs, ...platformNeeds(template, owner)];
  const granted = grantsOf(template, `${owner}Role`);
  for (const [text, need] of byText(all)) {
    if (!granted.some((one) => allows(one, need))) found(`lacks ${text}`, 'Add its policy in infra/roles.yml.');
  }
  const idle = granted.filter((one) => isIdle(one, granted, all)).map(({ policy }) => policy);
  for (const policy of new Set(idle))
    found(`its function does not need all of ${policy}`, 'Take it off infra/roles.yml or infra/policies.yml.');
}

async function findUnknownServices(root: string): Promise<Finding[]> {
  const where = 'functions/platform/services.ts';
  const [, body = ''] = /interface Services \{(.*?)\}/s.exec(await readFile(path.join(root, where), 'utf8')) ?? [];
  return [...body.matchAll(/^ +(\w+)\??:/gm)]
    .map(([, name]) => String(name))
    .filter((name) => !(name in NEEDS) && !WITHOUT_RIGHTS.has(name))
    .map((name) => ({ where, what: `${name} is not known`, remedy: 'Add it to tools/check/iam-actions.ts.' }));
}

function needsOf(owner: string, calls: ReadonlySet<Call>): { needs: Need[]; unknown: Call[] } {
  const needs: Need[] = [];
  const unknown: Call[] = [];
  for (const call of calls) {
    const [, service = '', method = '', kind] = /^(\w+)\.(\w+)(?:\((.+)\))?$/.exec(call) ?? [];
    const of = NEEDS[service];
    if (NEVER[owner]?.includes(`${service}.${method}`)) continue;
    if (of && method in of) needs.push(...(of[method]?.(kind ?? KINDS[owner] ?? 'cluster') ?? []));
    else if (!isOfLists(method)) unknown.push(call);
  }
  return { needs, unknown };
}

/** What is no service, but has the name of one: `clusters.filter`. */
function isOfLists(method: string): boolean {
  return method in Array.prototype || method in Map.prototype || method === 'next';
}

/** What the template itself has the function do: its log, its dead letters, the queue that it reads. */
function platformNeeds(template: Template, owner: string): Need[] {
  const isOwn = (resource: Resource) => targetOf(resource.Properties.FunctionName) === `${owner}LambdaFunction`;
  const own = Object.values(template.Resources).filter(isOwn);
  const failing = own.map(({ Properties: of }) => targetOf(of.DestinationConfig?.OnFailure?.Destination));
  const reading = own.map(({ Properties: of }) => targetOf(of.EventSourceArn));
  const sqs = (queues: (string | undefined)[], ...actions: string[]) =>
    queues.flatMap((on) => (on ? actions.map((action) => ({ action: `sqs:${action}`, on })) : []));
  const always = [
    { action: 'logs:PutLogEvents', on: `${owner}LogGroup` },
    { action: 'xray:PutTraceSegments', on: '*' },
  ];
  return [
    ...always,
    ...sqs(failing, 'SendMessage'),
    ...sqs(reading, 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'),
  ];
}

/** Without it all that is needed is allowed just as well. */
function isIdle(grant: Granted, granted: readonly Granted[], needs: readonly Need[]): boolean {
  if (BY_PARAMETERS.has(grant.policy)) return false;
  const others = granted.filter((one) => one !== grant);
  return needs.every((need) => !allows(grant, need) || others.some((one) => allows(one, need)));
}

function byText(needs: readonly Need[]): Map<string, Need> {
  return new Map(needs.map((need) => [`${need.action} on ${need.on}${need.key ? ` (${need.key})` : ''}`, need]));
}

/** The step that all machines have, which has no file of its own in any. */
const SHARED_STEP = 'functions/operations/continue-execution.ts';

/** Deployed function → the calls that its code reaches: of a machine's, by the files of its steps. */
async function readCallsOfFunctions(root: string): Promise<Map<string, Set<Call>>> {
  const callsFrom = await readServiceCalls(root, new Set(Object.keys(NEEDS)));
  const calls = new Map<string, Set<Call>>();
  const add = (name: string, more: ReadonlySet<Call>) => {
    const owner = name.charAt(0).toUpperCase() + name.slice(1);
    calls.set(owner, new Set([...(calls.get(owner) ?? []), ...more]));
  };
  const families = listFiles(root, ['functions'], ['steps.ts']);
  for (const steps of families) {
    for (const [step, owner] of await readDispatchKeys(path.join(root, steps))) {
      const own = `${path.posix.dirname(steps)}/${kebabCase(step)}.ts`;
      add(owner, callsFrom(existsSync(path.join(root, own)) ? own : SHARED_STEP));
    }
  }
  const listed = parse(await readFile(path.join(root, 'infra/functions.yml'), 'utf8'), {
    logLevel: 'silent',
  }) as Record<string, { handler: string }>;
  for (const [name, { handler }] of Object.entries(listed)) {
    const [file = '', exported = ''] = handler.split('.');
    const isOfMachine = families.includes(`${path.posix.dirname(file)}/steps.ts`);
    add(name, isOfMachine ? new Set() : callsFrom(`${file}.ts`, exported));
  }
  return calls;
}
