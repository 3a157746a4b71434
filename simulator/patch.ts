import { isRecord } from './objects.ts';

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
 * the product itself sends merge patches only.
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
