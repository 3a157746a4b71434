import * as z from 'zod';
import { labelKeySchema, labelValueSchema, type Requirement } from './requirement.ts';

const values = z.array(labelValueSchema).max(100);
const expressionSchema = z
  .strictObject({
    key: labelKeySchema,
    operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: values.default([]),
  })
  .superRefine(({ operator, values: given }, context) => {
    const wantsValues = operator === 'In' || operator === 'NotIn';
    if (wantsValues === given.length > 0) return;
    const message = wantsValues ? `at least one value, as the operator is ${operator}` : `none, with ${operator}`;
    context.addIssue({ code: 'custom', path: ['values'], message });
  });

/** `metav1.LabelSelector`, as Deployments and NetworkPolicies carry it; an empty one selects everything. */
export const labelSelectorSchema = z.strictObject({
  matchLabels: z
    .record(labelKeySchema, labelValueSchema)
    .refine((labels) => Object.keys(labels).length <= 50, 'at most 50 labels')
    .default({}),
  matchExpressions: z.array(expressionSchema).max(50).default([]),
});
export type LabelSelector = z.infer<typeof labelSelectorSchema>;

export function requirementsOf({ matchLabels, matchExpressions }: LabelSelector): Requirement[] {
  const equal = Object.entries(matchLabels).map(([key, value]) => ({ key, operator: 'In' as const, values: [value] }));
  return [...equal, ...matchExpressions];
}
