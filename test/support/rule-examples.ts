import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schemas } from '../../client/client.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/rules.md');

/** The rules of docs/rules.md, each the body of POST /v1/rules, so that what is tried is what people read. */
export function ruleExamples(): Schemas['RuleRequest'][] {
  const blocks = readFileSync(DOCUMENT, 'utf8').matchAll(/^```json\n([\s\S]*?)^```$/gm);
  return Array.from(blocks, ([, json = '']) => JSON.parse(json) as Schemas['RuleRequest']);
}

export function ruleExample(name: string): Schemas['RuleRequest'] {
  const found = ruleExamples().find((one) => one.name === name);
  if (!found) throw new Error(`docs/rules.md has no rule ${name}`);
  return found;
}
