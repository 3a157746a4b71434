import { listIn, Refusal, toXml } from './answers.ts';
import { type Account, type Actions, stackOf, templateOf } from './asked.ts';
import { changeSetOf, changesOf, execute, idOf, newStack } from './stack.ts';
import { checkReferences, valuesOf } from './template-rules.ts';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export function changeSets(account: Account): Actions {
  return {
    CreateChangeSet: (asked) => createChangeSet(account, asked),
    DescribeChangeSet: (asked) => {
      const stack = stackOf(account, asked);
      const name = asked.get('ChangeSetName') ?? '';
      const set = changeSetOf(stack, name);
      const named = { ChangeSetName: name, StackId: idOf(stack.name), StackName: stack.name };
      const fields = Object.entries({
        ...named,
        ...(set.changes.length === 0 ? { Status: 'FAILED', StatusReason: NO_CHANGES } : { Status: 'CREATE_COMPLETE' }),
      });
      const changes = set.changes.map(({ action, name: logical }) => ({
        Type: 'Resource',
        ResourceChange: { Action: action, LogicalResourceId: logical },
      }));
      return `${fields.map(([field, value]) => toXml(field, value)).join('')}${toXml('Changes', changes)}`;
    },
    DeleteChangeSet: (asked) => {
      stackOf(account, asked).changeSets.delete(asked.get('ChangeSetName') ?? '');
      return '';
    },
    ExecuteChangeSet: (asked) => {
      execute(account.buckets, stackOf(account, asked), asked.get('ChangeSetName') ?? '');
      return '';
    },
  };
}

function createChangeSet(account: Account, asked: URLSearchParams): string {
  const { stacks } = account;
  const template = templateOf(account, asked);
  const type = asked.get('ChangeSetType') ?? 'UPDATE';
  const given = listIn(asked, 'Parameters').map(({ ParameterKey: key, ParameterValue: value }) => [key, value]);
  const values = valuesOf(template, Object.fromEntries(given) as Record<string, string>);
  checkReferences(template);
  const name = asked.get('StackName') ?? '';
  if (type === 'CREATE' && stacks.has(name)) throw taken(`Stack [${name}]`);
  if (type === 'CREATE') stacks.set(name, newStack(name));
  const stack = stackOf(account, asked);
  const changeSet = asked.get('ChangeSetName') ?? '';
  if (stack.changeSets.has(changeSet)) throw taken(`ChangeSet ${changeSet}`);
  stack.changeSets.set(changeSet, { type, template, values, changes: changesOf(stack, template, values) });
  return `${toXml('Id', changeSet)}${toXml('StackId', idOf(stack.name))}`;
}

function taken(what: string): Refusal {
  return new Refusal(400, 'AlreadyExistsException', `${what} already exists`);
}
