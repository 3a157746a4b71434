import * as z from 'zod';

/** Of a label selector: all of them must hold. An object without the key meets `NotIn` and `DoesNotExist`. */
export interface Requirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  /** Of `Exists` and `DoesNotExist` none, of `Gt` and `Lt` one whole number. */
  values: readonly string[];
}

// As Kubernetes has them: kubernetes/apimachinery:pkg/util/validation/validation.go
const NAME = /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const VALUE = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/;

export const KEY_FORM =
  'a key: at most 63 letters, digits, "-", "_" and ".", perhaps after a domain of lower-case letters and "/"';
export const VALUE_FORM = 'a value: at most 63 letters, digits, "-", "_" and "."';

export function isLabelKey(text: string): boolean {
  const [name = '', prefix, ...more] = text.split('/').toReversed();
  const isPrefixed = prefix === undefined || (prefix.length <= 253 && PREFIX.test(prefix));
  return isPrefixed && more.length === 0 && NAME.test(name);
}

export function isLabelValue(text: string): boolean {
  return VALUE.test(text);
}

export const labelKeySchema = z.string().max(317).refine(isLabelKey, KEY_FORM);
export const labelValueSchema = z.string().max(63).refine(isLabelValue, VALUE_FORM);

export function meets(labels: Readonly<Record<string, string>> = {}, requirements: readonly Requirement[]): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (operator === 'NotIn') return value === undefined || !values.includes(value);
    if (operator === 'DoesNotExist') return value === undefined;
    if (value === undefined) return false;
    if (operator === 'Exists') return true;
    if (operator === 'In') return values.includes(value);
    const [bound = ''] = values;
    if (!isInteger(value)) return false;
    return operator === 'Gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
  });
}

/** 64 bits have 19 digits. */
export function isInteger(text: string): boolean {
  return /^-?\d{1,19}$/.test(text);
}

/** As kubectl and the API server take it; of equal requirements the same text. */
export function selectorTextOf(requirements: readonly Requirement[]): string {
  return requirements.map(requirementText).toSorted().join(',');
}

function requirementText({ key, operator, values }: Requirement): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  if (operator === 'Gt' || operator === 'Lt') return `${key}${operator === 'Gt' ? '>' : '<'}${values.join()}`;
  const different = [...new Set(values)].toSorted();
  // a list of nothing but the empty value cannot be written
  if (different.length === 1) return `${key}${operator === 'In' ? '=' : '!='}${different.join()}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${different.join()})`;
}
