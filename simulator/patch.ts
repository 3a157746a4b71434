import { isDeepStrictEqual } from 'node:util';
import { isRecord } from './objects.ts';
import { StatusError } from './status.ts';

/** RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** The fields by which the built-in types merge their lists; the first one that every element carries is used. */
const mergeKeys = ['name', 'containerPort', 'port', 'mountPath', 'uid', 'type', 'key', 'ip'];

function mergeKeyOf(elements: unknown[]): string | undefined {
  return mergeKeys.find((key) => elements.every((element) => isRecord(element) && key in element));
}

function mergeList(target: unknown, patch: unknown[]): unknown[] {
  const present = Array.isArray(target) ? target : [];
  const key = mergeKeyOf([...present, ...patch]);
  if (key === undefined)
    return patch.every((one) => typeof one === 'string') ? [...new Set([...present, ...patch])] : patch;
  const result = [...present];
  for (const element of patch) {
    if (!isRecord(element)) continue;
    const at = result.findIndex((one) => isRecord(one) && one[key] === element[key]);
    if (element.$patch === 'delete') result.splice(at, at < 0 ? 0 : 1);
    else if (at < 0) result.push(element);
    else result[at] = strategicMerge(result[at], element);
  }
  return result;
}

/**
 * Strategic merge without the types' schemas: merge keys are guessed as above. Enough for `kubectl apply` and `edit`;
 * the product itself sends merge patches and JSON patches only.
 */
export function strategicMerge(target: unknown, patch: unknown): unknown {
  if (Array.isArray(patch)) return mergeList(target, patch);
  if (!isRecord(patch)) return patch;
  const { $patch: directive, ...fields } = patch;
  const result: Record<string, unknown> = isRecord(target) && directive !== 'replace' ? { ...target } : {};
  for (const [key, value] of Object.entries(fields)) {
    if (key.startsWith('$setElementOrder/') || key.startsWith('$retainKeys')) continue;
    const deleted = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key)?.[1];
    if (deleted !== undefined && Array.isArray(value)) {
      const list = result[deleted];
      if (Array.isArray(list)) result[deleted] = list.filter((one) => !value.includes(one));
    } else if (value === null) delete result[key];
    else result[key] = strategicMerge(result[key], value);
  }
  return result;
}

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/** The API server keeps the reason to itself. */
function failed(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(document: unknown, pointer: string): unknown {
  let value = document;
  for (const step of stepsOf(pointer)) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isRecord(value) && step in value) value = value[step];
    else throw failed();
  }
  return value;
}

function parentOf(document: unknown, pointer: string): { parent: unknown; step: string } {
  const steps = stepsOf(pointer);
  const step = steps.pop() ?? '';
  const parent = read(
    document,
    steps.length === 0 ? '' : `/${steps.map((one) => one.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
  );
  return { parent, step };
}

function removeAt(document: unknown, pointer: string): void {
  read(document, pointer);
  const { parent, step } = parentOf(document, pointer);
  if (Array.isArray(parent)) parent.splice(Number(step), 1);
  else if (isRecord(parent)) delete parent[step];
}

function put(document: unknown, pointer: string, value: unknown, insert: boolean): void {
  const { parent, step } = parentOf(document, pointer);
  if (Array.isArray(parent)) {
    const index = step === '-' ? parent.length : Number(step);
    if (!Number.isInteger(index) || index > parent.length) throw failed();
    parent.splice(index, insert ? 0 : 1, value);
  } else if (isRecord(parent)) parent[step] = value;
  else throw failed();
}

/** RFC 6902. Like the API server's, `replace` of a missing member fails; `test` that fails is 422. */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw failed();
  const document = structuredClone(target);
  for (const { op, path, from = '', value } of operations as Operation[]) {
    if (op === 'add') put(document, path, value, true);
    else if (op === 'replace') {
      read(document, path);
      put(document, path, value, false);
    } else if (op === 'remove') removeAt(document, path);
    else if (op === 'copy') put(document, path, structuredClone(read(document, from)), true);
    else if (op === 'move') {
      const moved = read(document, from);
      removeAt(document, from);
      put(document, path, moved, true);
    } else if (op === 'test') {
      if (!isDeepStrictEqual(read(document, path), value)) throw failed();
    } else throw failed();
  }
  return document;
}
