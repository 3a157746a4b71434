import validate from 'asl-validator';
import { isObject } from '../json.ts';
import { serviceError } from '../service-error.ts';

/**
 * Checks a definition against the language, as CreateStateMachine does. It costs half a second of CPU: the project's own files have
 * passed it in `npm run check`, and are registered without.
 * @throws `InvalidDefinition`
 */
export function assertSchema(text: string): void {
  const definition = parse(text);
  if (!isObject(definition)) throw invalid('not a JSON object');
  const { isValid, errorsText } = validate(definition, { checkPaths: true, checkArn: true });
  if (!isValid) throw invalid(errorsText('; '));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(fault: string): Error {
  return serviceError('InvalidDefinition', `Invalid State Machine Definition: '${fault}'`);
}
