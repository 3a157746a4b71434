import { isDeepStrictEqual } from 'node:util';
import { listIn, Refusal, toXml } from './answers.ts';
import type { Buckets } from './s3.ts';
import { checkReferences, type DeployedTemplate, invalid, valuesOf } from './template-rules.ts';
import { filesInZip } from './zip-listing.ts';

/** Quota of a template that comes with the request; one that lies in a bucket may have 1 MB. */
const MOST_BODY_BYTES = 51_200;
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export interface Stack {
  name: string;
  status: string;
  template: DeployedTemplate | undefined;
  values: Record<string, string>;
  isProtected: boolean;
  updates: number;
  events: { id: string; resource: string; type: string; status: string }[];
  changeSets: Map<string, ChangeSet>;
}
interface ChangeSet {
  type: string;
  template: DeployedTemplate;
  values: Record<string, string>;
  changes: { action: string; name: string }[];
}
interface LambdaCode {
  Handler: string;
  Code: { S3Bucket: { Ref: string }; S3Key: string };
}

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
      const set = stack.changeSets.get(name);
      if (!set) throw new Refusal(404, 'ChangeSetNotFound', `ChangeSet [${name}] does not exist`);
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
    ExecuteChangeSet: (asked) => execute(asked),
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
    if (type === 'CREATE') {
      const name = asked.get('StackName') ?? '';
      if (stacks.has(name)) throw new Refusal(400, 'AlreadyExistsException', `Stack [${name}] already exists`);
      const fresh = {
        template: undefined,
        values: {},
        isProtected: false,
        updates: 0,
        events: [],
        changeSets: new Map(),
      };
      stacks.set(name, { name, status: 'REVIEW_IN_PROGRESS', ...fresh });
    }
    const stack = stackOf(asked);
    const changeSet = asked.get('ChangeSetName') ?? '';
    if (stack.changeSets.has(changeSet))
      throw new Refusal(400, 'AlreadyExistsException', `ChangeSet ${changeSet} already exists`);
    stack.changeSets.set(changeSet, { type, template, values, changes: changesOf(stack, template, values) });
    return `${toXml('Id', changeSet)}${toXml('StackId', idOf(stack.name))}`;
  }

  function execute(asked: URLSearchParams): string {
    const stack = stackOf(asked);
    const name = asked.get('ChangeSetName') ?? '';
    const set = stack.changeSets.get(name);
    if (!set) throw new Refusal(404, 'ChangeSetNotFound', `ChangeSet [${name}] does not exist`);
    if (set.changes.length === 0) throw new Refusal(400, 'InvalidChangeSetStatus', `ChangeSet [${name}] is FAILED`);
    stack.changeSets.clear();
    for (const [logical, { Type: type }] of Object.entries(set.template.Resources)) {
      const bucket = physicalId(stack.name, logical);
      if (type === 'AWS::S3::Bucket' && !buckets.has(bucket)) buckets.set(bucket, new Map());
    }
    const failed = Object.entries(set.template.Resources).flatMap(([logical, { Type: type, Properties: of }]) =>
      type === 'AWS::Lambda::Function' && !hasCode(stack.name, of as LambdaCode) ? [{ logical, type }] : [],
    );
    const verb = set.type === 'CREATE' ? 'CREATE' : 'UPDATE';
    record(stack, stack.name, 'AWS::CloudFormation::Stack', `${verb}_IN_PROGRESS`);
    for (const { logical, type } of failed) record(stack, logical, type, `${verb}_FAILED`);
    const end = failed.length > 0 ? `${verb === 'UPDATE' ? 'UPDATE_' : ''}ROLLBACK_COMPLETE` : `${verb}_COMPLETE`;
    record(stack, stack.name, 'AWS::CloudFormation::Stack', end);
    stack.status = end;
    if (failed.length === 0)
      Object.assign(stack, { template: set.template, values: set.values, updates: stack.updates + 1 });
    return '';
  }

  /** The zip is in the bucket, and has the file of the handler in it. */
  function hasCode(stack: string, { Handler: handler, Code: code }: LambdaCode): boolean {
    const zip = buckets.get(physicalId(stack, code.S3Bucket.Ref))?.get(code.S3Key)?.body;
    const file = handler.slice(0, handler.lastIndexOf('.'));
    return zip !== undefined && filesInZip(zip).some((name) => name.replace(/\.m?js$/, '') === file);
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

export function physicalId(stack: string, logical: string): string {
  return `${stack}-${logical}`.toLowerCase();
}

function idOf(stack: string): string {
  return `arn:aws:cloudformation:eu-central-1:111122223333:stack/${stack}/1`;
}

function record(stack: Stack, resource: string, type: string, status: string): void {
  stack.events.push({ id: `${stack.events.length}`, resource, type, status });
}

/** By resource; a parameter that differs may change any of them. */
function changesOf(stack: Stack, template: DeployedTemplate, values: Record<string, string>): ChangeSet['changes'] {
  const before = stack.template?.Resources ?? {};
  const isSameOtherwise = isDeepStrictEqual({ ...stack.template, Resources: 0 }, { ...template, Resources: 0 });
  const differs = stack.template !== undefined && !(isSameOtherwise && isDeepStrictEqual(stack.values, values));
  const now = Object.entries(template.Resources).flatMap(([name, resource]) => {
    if (!(name in before)) return [{ action: 'Add', name }];
    return differs || !isDeepStrictEqual(before[name], resource) ? [{ action: 'Modify', name }] : [];
  });
  const gone = Object.keys(before).filter((name) => !(name in template.Resources));
  return [...now, ...gone.map((name) => ({ action: 'Remove', name }))];
}
