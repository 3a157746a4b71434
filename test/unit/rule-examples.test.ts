import { expect, it } from 'vitest';
import { ruleRequestSchema } from '../../functions/domain/rule/rule-spec.ts';
import { ruleExamples } from '../support/rule-examples.ts';

const examples = ruleExamples().map((body) => [body.name, body] as const);

it.each(examples)('the rule %s of docs/rules.md is one that the API takes', (_, body) => {
  expect(ruleRequestSchema.safeParse(body)).toMatchObject({ success: true });
});

it('each rule of docs/rules.md that freezes something thaws by itself', () => {
  const harmless = ['postgres-checkpoint', 'redis-save', 'elasticsearch-flush'];
  const frozen = examples.filter(([name]) => !harmless.includes(name)).flatMap(([, { actions }]) => actions);
  expect(frozen.length).toBeGreaterThan(4);
  expect(frozen.filter(({ background, undo }) => !background && undo === undefined)).toEqual([]);
});
