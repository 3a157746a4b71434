import { listIn, Refusal, toXml } from './answers.ts';
import type { Buckets } from './s3.ts';
import { changeSetOf, changesOf, execute, idOf, newStack, physicalId, type Stack } from './stack.ts';
import { checkReferences, type DeployedTemplate, invalid, valuesOf } from './template-rules.ts';

/** Quota of a template that comes with the request; one that lies in a bucket may have 1 MB. */
const MOST_BODY_BYTES = 51_200;
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/**
 * CloudFormation as a deploy by change sets asks it, strict where AWS is: parameters, references, templates and zips that
 * are not there, change sets without changes, names that are taken.
 */
export function createCloudFormation(buckets: Buckets, stacks: Map<string, Stack>) {
  const actions: Record<string, (asked: URLSearchParams) => string> = {
    DescribeStacks: (asked) => {
      const { name, status, isProtected, template } = stackOf(asked);
      const outputs = Object.entries(template?.Outputs ?? {})
        .filter(([, { Condition: condition }]) => condition === undefined)
        .map(([key, { Value: value }]) => ({ OutputKey: key, OutputValue: JSON.stringify(value) }));
      const given = {
        StackName: name,
        StackId: idOf(name),
        StackStatus: status,
        CreationTime: new Date().toISOString(),
      };
      return toXml('Stacks', [{ ...given, EnableTerminationProtection: `${isProtected}`, Outputs: outputs }]);
    },
    DescribeStackResource: (asked) => {
      const stack = stackOf(asked);
      const name = asked.get('LogicalResourceId') ?? '';
      const resource = stack.template?.Resources[name];
      if (!resource) throw invalid(`Resource ${name} does not exist for stack ${stack.name}`);
      return toXml('StackResourceDetail', {
        LogicalResourceId: name,
        PhysicalResourceId: physicalId(stack.name, name),
      });
    },
    ListStackResources: (asked) => {
      const { name, template } = stackOf(asked);
      const all = Object.entries(template?.Resources ?? {});
      const summaries = all.map(([logical, { Type: type }]) => ({
        LogicalResourceId: logical,
        PhysicalResourceId: physicalId(name, logical),
        ResourceType: type,
        ResourceStatus: 'CREATE_COMPLETE',
      }));
      return toXml('StackResourceSummaries', summaries);
    },
    DescribeStackEvents: (asked) => {
      const { name, events } = stackOf(asked);
      const newestFirst = events.toReversed().map(({ id, resource, type, status }) => ({
        EventId: id,
        StackName: name,
        StackId: idOf(name),
        LogicalResourceId: resource,
        ResourceType: type,
        ResourceStatus: status,
        Timestamp: new Date().toISOString(),
      }));
      return toXml('StackEvents', newestFirst);
    },
    ValidateTemplate: (asked) => {
      checkReferences(templateOf(asked));
      return '';
    },
    CreateChangeSet: (asked) => createChangeSet(asked),
    DescribeChangeSet: (asked) => {
      const stack = stackOf(asked);
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
      stackOf(asked).changeSets.delete(asked.get('ChangeSetName') ?? '');
      return '';
    },
    ExecuteChangeSet: (asked) => {
      execute(buckets, stackOf(asked), asked.get('ChangeSetName') ?? '');
      return '';
    },
    UpdateTerminationProtection: (asked) => {
      const stack = stackOf(asked);
      stack.isProtected = asked.get('EnableTerminationProtection') === 'true';
      return toXml('StackId', idOf(stack.name));
    },
  };

  function createChangeSet(asked: URLSearchParams): string {
    const template = templateOf(asked);
    const type = asked.get('ChangeSetType') ?? 'UPDATE';
    const given = listIn(asked, 'Parameters').map(({ ParameterKey: key, ParameterValue: value }) => [key, value]);
    const values = valuesOf(template, Object.fromEntries(given) as Record<string, string>);
    checkReferences(template);
    const name = asked.get('StackName') ?? '';
    if (type === 'CREATE' && stacks.has(name)) throw taken(`Stack [${name}]`);
    if (type === 'CREATE') stacks.set(name, newStack(name));
    const stack = stackOf(asked);
    const changeSet = asked.get('ChangeSetName') ?? '';
    if (stack.changeSets.has(changeSet)) throw taken(`ChangeSet ${changeSet}`);
    stack.changeSets.set(changeSet, { type, template, values, changes: changesOf(stack, template, values) });
    return `${toXml('Id', changeSet)}${toXml('StackId', idOf(stack.name))}`;
  }

  function templateOf(asked: URLSearchParams): DeployedTemplate {
    const body = asked.get('TemplateBody');
    if (body !== null) {
      if (Buffer.byteLength(body) > MOST_BODY_BYTES) throw invalid(`TemplateBody is over ${MOST_BODY_BYTES} bytes`);
      return JSON.parse(body) as DeployedTemplate;
    }
    const [bucket = '', ...key] = new URL(asked.get('TemplateURL') ?? 'none:').pathname.slice(1).split('/');
    const object = buckets.get(bucket)?.get(decodeURIComponent(key.join('/')));
    if (!object) throw invalid('S3 error: The specified key does not exist.');
    return JSON.parse(object.body.toString()) as DeployedTemplate;
  }

  function stackOf(asked: URLSearchParams): Stack {
    const asking = asked.get('StackName') ?? '';
    const stack = stacks.get(/:stack\/([^/]+)\//.exec(asking)?.[1] ?? asking);
    if (!stack) throw invalid(`Stack with id ${asking} does not exist`);
    return stack;
  }

  return (asked: URLSearchParams): string => {
    const action = asked.get('Action') ?? '';
    const answer = actions[action];
    if (!answer) throw new Refusal(400, 'InvalidAction', `${action} is nothing that a deploy has asked so far`);
    return `<${action}Response><${action}Result>${answer(asked)}</${action}Result></${action}Response>`;
  };
}

function taken(what: string): Refusal {
  return new Refusal(400, 'AlreadyExistsException', `${what} already exists`);
}
