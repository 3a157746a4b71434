import * as z from 'zod';
import { isInteger, isLabelKey, isLabelValue, KEY_FORM, type Requirement, VALUE_FORM } from './requirement.ts';

/** Where a text stops being a label selector, from 1, and what is expected there. */
export class SelectorError extends Error {
  constructor(at: number, expected: string) {
    super(`not a label selector from character ${at} on: expected ${expected}`);
  }
}

/** Blanks as Kubernetes takes them; any other is part of a word, and no key or value has one. */
const TOKEN = /[ \t\r\n]*(==|!=|[=!<>(),]|[^ \t\r\n=!<>(),]+|$)/gy;
const SYMBOL = /^(==|!=|[=!<>(),])$/;
const OPERATORS: Readonly<Record<string, Requirement['operator']>> = {
  '=': 'In',
  '==': 'In',
  '!=': 'NotIn',
  in: 'In',
  notin: 'NotIn',
  '>': 'Gt',
  '<': 'Lt',
};

/**
 * A label selector as kubectl takes it: `app=shop,tier in (web, api),!canary`. An empty text selects everything.
 * @throws SelectorError
 * @see kubernetes/apimachinery:pkg/labels/selector.go
 */
export function parseSelector(text: string): Requirement[] {
  const tokens = tokensOf(text);
  let place = 0;
  const end = { at: text.length + 1, word: '' };
  const peek = () => tokens[place] ?? end;
  const isWord = () => peek().word !== '' && !SYMBOL.test(peek().word);

  function take(wanted: string): boolean {
    if (peek().word !== wanted) return false;
    place += 1;
    return true;
  }

  function fail(expected: string): never {
    throw new SelectorError(peek().at, expected);
  }

  function word(fits: (text: string) => boolean, expected: string): string {
    const { word: found } = peek();
    if (!isWord() || !fits(found)) fail(expected);
    place += 1;
    return found;
  }

  /** One that is left out is the empty value. */
  const value = () => (isWord() ? word(isLabelValue, VALUE_FORM) : '');

  function values(): string[] {
    if (!take('(')) fail('"("');
    if (peek().word === ')') fail('at least one value');
    const found = [value()];
    while (take(',')) found.push(value());
    if (!take(')')) fail('"," or ")"');
    return found;
  }

  function requirement(): Requirement {
    if (take('!')) return { key: word(isLabelKey, KEY_FORM), operator: 'DoesNotExist', values: [] };
    const key = word(isLabelKey, KEY_FORM);
    const { word: sign } = peek();
    if (sign === '' || sign === ',') return { key, operator: 'Exists', values: [] };
    const operator = Object.hasOwn(OPERATORS, sign) ? OPERATORS[sign] : undefined;
    if (!operator) fail('"=", "==", "!=", "in", "notin", "<", ">" or ","');
    place += 1;
    if (sign === 'in' || sign === 'notin') return { key, operator, values: values() };
    if (operator === 'Gt' || operator === 'Lt') return { key, operator, values: [word(isInteger, 'a whole number')] };
    return { key, operator, values: [value()] };
  }

  if (tokens.length === 0) return [];
  const requirements = [requirement()];
  while (take(',')) requirements.push(requirement());
  if (peek().word !== '') fail('"," or the end');
  return requirements;
}

function tokensOf(text: string): { at: number; word: string }[] {
  return [...text.matchAll(TOKEN)].flatMap(({ 0: all, 1: word = '', index }) =>
    word === '' ? [] : [{ at: index + all.length - word.length + 1, word }],
  );
}

export function isSelector(text: string): boolean {
  try {
    parseSelector(text);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof SelectorError)) throw thrown;
    return false;
  }
}

/** Of a query: checked here, so that a mistake is told by its place, and before a cluster is asked. */
export function parseSelectorHere(text: string, context: z.core.$RefinementCtx<string>): Requirement[] {
  try {
    return parseSelector(text);
  } catch (thrown) {
    if (!(thrown instanceof SelectorError)) throw thrown;
    context.addIssue({ code: 'custom', message: thrown.message });
    return z.NEVER;
  }
}
