import { isObject } from '../json.ts';
import { serviceError } from '../service-error.ts';
import { LONGEST_SECONDS } from './limits.ts';

export type AslState = { Type: string; [field: string]: unknown };
export type AslDefinition = { StartAt: string; TimeoutSeconds?: number; States: Record<string, AslState> };

const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';
const STATE_TYPES = new Set(['Task', 'Choice', 'Wait', 'Pass', 'Succeed', 'Fail']);
/** Fields that the engine ignores without a word: AWS would act on them, so a machine that uses them must not pass here. */
const IGNORED_FIELDS = [
  'Assign',
  'Arguments',
  'Output',
  'HeartbeatSeconds',
  'HeartbeatSecondsPath',
  'TimeoutSecondsPath',
  'Credentials',
];
const UNKNOWN_CONTEXT = /\$\$\.(Task|Map|State\.RetryCount)\b/;
const VARIABLE = /^\$[A-Za-z_]/;

/**
 * Reads a definition, and refuses what the engine would run otherwise than AWS does. That it is ASL at all is asked where somebody brings one (`endpoint.ts`).
 * @throws `InvalidDefinition` naming every fault found
 */
export function parseDefinition(text: string): AslDefinition {
  const definition = parse(text);
  if (!isObject(definition.States)) throw invalid(['no States']);
  const faults = [
    ...machineFaults(definition),
    ...Object.entries(definition.States).flatMap(([name, state]) =>
      stateFaults(state).map((fault) => `${name}: ${fault}`),
    ),
  ];
  if (faults.length > 0) throw invalid(faults);
  return definition;
}

/** Fills `${PlanArn}` and the like, as CloudFormation's DefinitionSubstitutions does. */
export function substitute(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\$\{([A-Za-z0-9]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw invalid([`no value for \${${name}}`]);
    return value;
  });
}

function parse(text: string): AslDefinition {
  try {
    return JSON.parse(text) as AslDefinition;
  } catch (error) {
    throw invalid([`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function machineFaults(definition: AslDefinition): string[] {
  const faults: string[] = [];
  const text = JSON.stringify(definition);
  if (text.includes('"JSONata"')) faults.push('JSONata is not run by the engine');
  if (UNKNOWN_CONTEXT.test(text)) faults.push('$$.Task, $$.Map and $$.State.RetryCount are not known to the engine');
  if ((definition.TimeoutSeconds ?? 0) > LONGEST_SECONDS)
    faults.push(`TimeoutSeconds above ${LONGEST_SECONDS} (24.8 days)`);
  return faults;
}

function stateFaults(state: AslState): string[] {
  if (!STATE_TYPES.has(state.Type)) return [`${state.Type} states are not run here`];
  const faults = IGNORED_FIELDS.filter((field) => field in state).map((field) => `${field} is ignored by the engine`);
  if (state.Type === 'Task') faults.push(...taskFaults(state));
  if (state.Type === 'Wait' && 'InputPath' in state) faults.push('InputPath on a Wait');
  if (state.Type === 'Fail') faults.push(...['ErrorPath', 'CausePath'].filter((field) => isIntrinsic(state[field])));
  if (state.ResultPath === '$') faults.push('ResultPath "$": leave it out');
  const paths = strings(state).filter((value) => VARIABLE.test(value));
  if (paths.length > 0) faults.push(`variables are not known to the engine: ${paths.join(', ')}`);
  if (strings([state.Retry, state.Catch]).includes('States.TaskFailed'))
    faults.push('States.TaskFailed would match a timeout');
  return faults;
}

function taskFaults(state: AslState): string[] {
  const faults: string[] = [];
  const seconds = state.TimeoutSeconds;
  if (state.Resource !== LAMBDA_INVOKE) faults.push(`Resource must be ${LAMBDA_INVOKE}`);
  if (typeof seconds !== 'number') faults.push('TimeoutSeconds is required (the engine would take 60)');
  else if (seconds > LONGEST_SECONDS) faults.push(`TimeoutSeconds above ${LONGEST_SECONDS}`);
  const parameters = state.Parameters;
  if (!isObject(parameters) || !('FunctionName' in parameters)) faults.push('Parameters.FunctionName is required');
  return faults;
}

function isIntrinsic(value: unknown): boolean {
  return typeof value === 'string' && !value.startsWith('$');
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
}

function invalid(faults: string[]): Error {
  return serviceError('InvalidDefinition', `Invalid State Machine Definition: '${faults.join('; ')}'`);
}
