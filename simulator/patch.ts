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

function read(document: unknown, pointer: string): unknown {
  let value = document;
  for (const step of pointer.split('/').slice(1).map(unescaped)) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isRecord(value) && step in value) value = value[step];
    else throw failed();
  }
  return value;
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Puts values in at a place of a list, of which there may be none, or sets a member; without values it takes away what is there. */
function change(document: unknown, pointer: string, ...values: unknown[]): void {
  const at = pointer.lastIndexOf('/');
  const parent = read(document, pointer.slice(0, at));
  const step = unescaped(pointer.slice(at + 1));
  if (Array.isArray(parent)) {
    const index = step === '-' ? parent.length : Number(step);
    if (!Number.isInteger(index) || index > parent.length) throw failed();
    parent.splice(index, values.length > 0 ? 0 : 1, ...values);
  } else if (!isRecord(parent)) throw failed();
  else if (values.length > 0) parent[step] = values[0];
  else delete parent[step];
}

/** RFC 6902. Like the API server's, `replace` of a missing member fails; `test` that fails is 422. */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw failed();
  const document = structuredClone(target);
  for (const { op, path, from = '', value } of operations as Operation[]) {
    const isTransfer = op === 'copy' || op === 'move';
    const given = isTransfer ? structuredClone(read(document, from)) : value;
    if (op === 'move') change(document, from);
    if (op === 'add' || isTransfer) change(document, path, given);
    else if (op === 'test' && isDeepStrictEqual(read(document, path), value)) continue;
    else if (op === 'replace' || op === 'remove') {
      read(document, path);
      change(document, path);
      if (op === 'replace') change(document, path, value);
    } else throw failed();
  }
  return document;
}
