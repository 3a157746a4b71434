import { toXml } from './answers.ts';
import { type Account, type Actions, stackOf } from './asked.ts';
import { idOf, physicalId } from './stack.ts';
import { invalid } from './template-rules.ts';

export function stackDescriptions(account: Account): Actions {
  return {
    DescribeStacks: (asked) => {
      const { name, status, isProtected, template } = stackOf(account, asked);
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
      const stack = stackOf(account, asked);
      const name = asked.get('LogicalResourceId') ?? '';
      const resource = stack.template?.Resources[name];
      if (!resource) throw invalid(`Resource ${name} does not exist for stack ${stack.name}`);
      return toXml('StackResourceDetail', {
        LogicalResourceId: name,
        PhysicalResourceId: physicalId(stack.name, name),
      });
    },
    ListStackResources: (asked) => {
      const { name, template } = stackOf(account, asked);
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
      const { name, events } = stackOf(account, asked);
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
  };
}
