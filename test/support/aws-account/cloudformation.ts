import { Refusal, toXml } from './answers.ts';
import { type Account, type Actions, stackOf, templateOf } from './asked.ts';
import { changeSets } from './change-sets.ts';
import type { Buckets } from './s3.ts';
import { idOf, type Stack } from './stack.ts';
import { stackDescriptions } from './stack-descriptions.ts';
import { checkReferences } from './template-rules.ts';

/**
 * CloudFormation as a deploy by change sets asks it, strict where AWS is: parameters, references, templates and zips that
 * are not there, change sets without changes, names that are taken.
 */
export function createCloudFormation(buckets: Buckets, stacks: Map<string, Stack>) {
  const account: Account = { buckets, stacks };
  const actions: Actions = {
    ...stackDescriptions(account),
    ...changeSets(account),
    ValidateTemplate: (asked) => {
      checkReferences(templateOf(account, asked));
      return '';
    },
    UpdateTerminationProtection: (asked) => {
      const stack = stackOf(account, asked);
      stack.isProtected = asked.get('EnableTerminationProtection') === 'true';
      return toXml('StackId', idOf(stack.name));
    },
  };

  return (asked: URLSearchParams): string => {
    const action = asked.get('Action') ?? '';
    const answer = actions[action];
    if (!answer) throw new Refusal(400, 'InvalidAction', `${action} is nothing that a deploy has asked so far`);
    return `<${action}Response><${action}Result>${answer(asked)}</${action}Result></${action}Response>`;
  };
}
