/** The Amazon States Language as far as our machines use it: JSONPath, flat, no Map and no Parallel. */
export interface State {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Variable?: string; Next: string }[];
  Catch?: { ErrorEquals: string[]; ResultPath?: string; Next: string }[];
  Retry?: { ErrorEquals: string[] }[];
  TimeoutSeconds?: number;
  Resource?: string;
  Parameters?: { FunctionName?: string; Payload?: { step?: string; 'step.$'?: string } };
  [field: string]: unknown;
}

export interface Machine {
  Comment?: string;
  StartAt: string;
  TimeoutSeconds?: number;
  States: Record<string, State>;
}

/** One wrong thing in a state, or in the machine itself when `state` is absent. */
export interface Fault {
  state?: string;
  what: string;
  remedy: string;
}

const SECONDS_OF_A_TASK = 125;
/** Eight days; timers of the embedded engine end at 2^31 − 1 ms, 24.8 days. */
const SECONDS_OF_A_MACHINE = 691_200;

/** A killed Lambda arrives as Lambda.Unknown, Sandbox.Timedout or Runtime.ExitError. */
const STANDARD_RETRY = {
  ErrorEquals: [
    'Transient',
    'States.Timeout',
    'Lambda.Unknown',
    'Sandbox.Timedout',
    'Runtime.ExitError',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
  ],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  MaxAttempts: 6,
  JitterStrategy: 'FULL',
};
/**
 * The function was not begun, for want of a place: too many run, or the network interface that was taken from a function
 * which nobody called for weeks is being made again. Both end by themselves, after minutes: 13 on average, 26 at most.
 */
const PATIENT_RETRY = {
  ...STANDARD_RETRY,
  ErrorEquals: [
    'Lambda.TooManyRequestsException',
    'Lambda.ResourceNotReadyException',
    'Lambda.ENINotReadyException',
    'Lambda.ResourceConflictException',
    'Lambda.EC2ThrottledException',
    'Lambda.EC2UnexpectedException',
    'Lambda.SubnetIPAddressLimitReachedException',
  ],
  MaxAttempts: 30,
};
/** While an application is frozen, a retry waits no longer than this, and all of one kind no longer than a minute. */
/** Nobody gives up thawing before the longest freeze is over by itself. */
const THAW_ATTEMPTS = 200;
const FROZEN_DELAY_SECONDS = 5;
const FROZEN_PATIENCE = 12;

const KEYS: Record<string, readonly string[]> = {
  Task: ['Type', 'Resource', 'Parameters', 'ResultSelector', 'ResultPath', 'TimeoutSeconds', 'Retry', 'Catch', 'Next'],
  Choice: ['Type', 'Choices', 'Default'],
  Wait: ['Type', 'Seconds', 'SecondsPath', 'Next'],
  Pass: ['Type', 'Parameters', 'Result', 'ResultPath', 'Next', 'End'],
  Succeed: ['Type'],
  Fail: ['Type', 'Error', 'Cause', 'ErrorPath', 'CausePath'],
};
const MACHINE_KEYS = ['StartAt', 'TimeoutSeconds', 'States'];

/** What a Choice goes by. */
const BRANCHED_ON: ReadonlySet<string> = new Set(['$.run.status', '$.step.status', '$.step.phase']);

/** Fields of the context object that the embedded engine knows; no validator catches another, it fails at run time. */
const CONTEXT_FIELDS =
  /^\$\$\.(Execution\.(Id|Input(\..+)?|Name|RoleArn|StartTime)|State\.(EnteredTime|Name)|StateMachine\.(Id|Name))$/;

export function faultsOfMachine(machine: Machine): Fault[] {
  const faults: Fault[] = [];
  if (!machine.Comment) faults.push({ what: 'no Comment', remedy: 'Say in a sentence what it does and its input.' });
  if (machine.TimeoutSeconds !== SECONDS_OF_A_MACHINE) {
    faults.push({
      what: `TimeoutSeconds is ${machine.TimeoutSeconds}`,
      remedy: `Set it to ${SECONDS_OF_A_MACHINE} (8 days): a timer of the embedded engine cannot exceed 24.8 days.`,
    });
  }
  faults.push(...unknownKeys(undefined, machine, MACHINE_KEYS));
  const text = JSON.stringify(machine);
  for (const [pattern, what] of REFUSED) {
    if (pattern.test(text)) {
      faults.push({ what, remedy: 'Write it in JSONPath, polled: the embedded engine is silently wrong on it.' });
    }
  }
  return [...faults, ...pollsWithoutContinuation(machine)];
}

/** An execution that polls for days hands over to another one before its history is full; the first Task has none yet. */
function pollsWithoutContinuation({ StartAt: first, States: states }: Machine): Fault[] {
  const next = Object.keys(states).find((name) => states[name]?.Type === 'Task' && name.startsWith('Continue'));
  const polls = Object.entries(states).filter(([name, { Type: type }]) => type === 'Task' && name !== first);
  return polls.flatMap(([, { Next: after = '' }]) => {
    const { Choices: choices = [], Default: otherwise = '' } = states[after] ?? {};
    const isPolled = states[otherwise]?.Type === 'Wait';
    if (!isPolled || !next || choices.some(({ Next: to }) => to === next)) return [];
    const remedy = `Add { Variable: $.step.status, StringEquals: continue, Next: ${next} }.`;
    return [{ state: after, what: 'waits, and never hands over to the next execution', remedy }];
  });
}

const REFUSED: readonly [RegExp, string][] = [
  [/"QueryLanguage":"JSONata"|\{%/, 'JSONata'],
  [/"(Assign|Arguments|Output)":/, 'a variable or JSONata field (Assign, Arguments, Output)'],
  [/"Heartbeat(Seconds|SecondsPath)":/, 'a heartbeat'],
  [/\.waitForTaskToken|Task\.Token/, 'a task token'],
  [/"Type":"(Map|Parallel)"/, 'a Map or Parallel: machines are set-wise'],
  [/:"\$[A-Za-z_]/, 'a variable in a path'],
  [/"ResultPath":"\$"/, 'a ResultPath that is all of the state'],
  [/"(Error|Cause)Path":"[^$]/, 'an intrinsic function in a Fail'],
];

export function faultsOfState(name: string, state: State, frozen: boolean): Fault[] {
  const faults = unknownKeys(name, state, KEYS[state.Type] ?? []);
  const found = (what: string, remedy: string) => faults.push({ state: name, what, remedy });
  for (const field of contextFields(state)) {
    if (!CONTEXT_FIELDS.test(field)) found(`${field} is no field of the context object`, 'Use one that exists.');
  }
  if (state.Type === 'Choice' && !state.Default) found('a Choice without Default', 'Name the state to go on with.');
  for (const { Variable: variable } of state.Choices ?? []) {
    if (BRANCHED_ON.has(variable ?? '')) continue;
    found(`branches on ${variable}`, 'Branch on the status; counts are for people (ADR 0061).');
  }
  if (state.Type === 'Task') faults.push(...faultsOfTask(name, state, frozen));
  return faults;
}

function faultsOfTask(name: string, state: State, frozen: boolean): Fault[] {
  const faults: Fault[] = [];
  const found = (what: string, remedy: string) => faults.push({ state: name, what, remedy });
  if (!/^[A-Z][A-Za-z]+$/.test(name)) found('the name is not PascalCase', 'Name it verb + object.');
  if (state.TimeoutSeconds !== SECONDS_OF_A_TASK) {
    found(`TimeoutSeconds is ${state.TimeoutSeconds}`, `Set ${SECONDS_OF_A_TASK}: the function's 120 s and 5 more.`);
  }
  if (state.Resource !== 'arn:aws:states:::lambda:invoke') {
    found(`Resource is ${state.Resource}`, 'Use arn:aws:states:::lambda:invoke.');
  }
  if (!/^\$\{[A-Z][A-Za-z]*Arn\}$/.test(state.Parameters?.FunctionName ?? '')) {
    found(`FunctionName is ${state.Parameters?.FunctionName}`, 'Write a placeholder, as in ${PlanArn}.');
  }
  if (state.Parameters?.Payload?.['step.$'] !== '$$.State.Name') {
    found('Payload does not name the state', 'Write step.$: $$.State.Name.');
  }
  const retry = frozen
    ? [
        {
          ...STANDARD_RETRY,
          MaxDelaySeconds: FROZEN_DELAY_SECONDS,
          ...(name === 'RunPostExecRules' ? { MaxAttempts: THAW_ATTEMPTS } : {}),
        },
        { ...PATIENT_RETRY, MaxDelaySeconds: FROZEN_DELAY_SECONDS, MaxAttempts: FROZEN_PATIENCE },
      ]
    : [STANDARD_RETRY, PATIENT_RETRY];
  if (JSON.stringify(state.Retry) !== JSON.stringify(retry)) {
    found('Retry is not the standard block', `Write ${JSON.stringify(retry)}`);
  }
  const catchers = JSON.stringify(state.Catch?.map(({ ErrorEquals, ResultPath }) => ({ ErrorEquals, ResultPath })));
  const last = name.startsWith('Finish');
  if (last && state.Catch) found('the last Task has a Catch', 'Remove it: the reconciler sees a failed execution.');
  if (!last && catchers !== JSON.stringify([{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure' }])) {
    found('no standard Catch', 'Catch States.ALL into $.failure and go to CleanUp.');
  }
  return faults;
}

function unknownKeys(state: string | undefined, value: object, known: readonly string[]): Fault[] {
  const unknown = Object.keys(value).filter((key) => key !== 'Comment' && !known.includes(key));
  if (unknown.length === 0) return [];
  const at = state === undefined ? {} : { state };
  return [{ ...at, what: `has ${unknown.join(', ')}`, remedy: `Only ${known.join(', ')}.` }];
}

function contextFields(state: State): string[] {
  return JSON.stringify(state).match(/\$\$\.[A-Za-z.]+/g) ?? [];
}
