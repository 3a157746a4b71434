import { isDeepStrictEqual } from 'node:util';
import { Refusal } from './answers.ts';
import type { Buckets } from './s3.ts';
import type { DeployedTemplate } from './template-rules.ts';
import { filesInZip } from './zip-listing.ts';

const OF_STACK = 'AWS::CloudFormation::Stack';

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
export interface ChangeSet {
  type: string;
  template: DeployedTemplate;
  values: Record<string, string>;
  changes: { action: string; name: string }[];
}
interface LambdaCode {
  Handler: string;
  Code: { S3Bucket: { Ref: string }; S3Key: string };
}

export function newStack(name: string): Stack {
  const nothing = {
    template: undefined,
    values: {},
    isProtected: false,
    updates: 0,
    events: [],
    changeSets: new Map(),
  };
  return { name, status: 'REVIEW_IN_PROGRESS', ...nothing };
}

export function changeSetOf(stack: Stack, name: string): ChangeSet {
  const set = stack.changeSets.get(name);
  if (!set) throw new Refusal(404, 'ChangeSetNotFound', `ChangeSet [${name}] does not exist`);
  return set;
}

/** Makes the buckets of a change set; the stack is what it says once every function finds its code, and else as before. */
export function execute(buckets: Buckets, stack: Stack, name: string): void {
  const { type: verb, template, values, changes } = changeSetOf(stack, name);
  if (changes.length === 0) throw new Refusal(400, 'InvalidChangeSetStatus', `ChangeSet [${name}] is FAILED`);
  stack.changeSets.clear();
  const resources = Object.entries(template.Resources);
  for (const [logical, { Type: type }] of resources) {
    const bucket = physicalId(stack.name, logical);
    if (type === 'AWS::S3::Bucket' && !buckets.has(bucket)) buckets.set(bucket, new Map());
  }
  const failed = resources.filter(
    ([, { Type: type, Properties: of }]) =>
      type === 'AWS::Lambda::Function' && !hasCode(buckets, stack.name, of as LambdaCode),
  );
  record(stack, stack.name, OF_STACK, `${verb}_IN_PROGRESS`);
  for (const [logical, { Type: type }] of failed) record(stack, logical, type, `${verb}_FAILED`);
  const undone = verb === 'CREATE' ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
  stack.status = failed.length > 0 ? undone : `${verb}_COMPLETE`;
  record(stack, stack.name, OF_STACK, stack.status);
  if (failed.length === 0) Object.assign(stack, { template, values, updates: stack.updates + 1 });
}

/** The zip is in the bucket, and has the file of the handler in it. */
function hasCode(buckets: Buckets, stack: string, { Handler: handler, Code: code }: LambdaCode): boolean {
  const zip = buckets.get(physicalId(stack, code.S3Bucket.Ref))?.get(code.S3Key)?.body;
  const file = handler.slice(0, handler.lastIndexOf('.'));
  return zip !== undefined && filesInZip(zip).some((name) => name.replace(/\.m?js$/, '') === file);
}

export function physicalId(stack: string, logical: string): string {
  return `${stack}-${logical}`.toLowerCase();
}

export function idOf(stack: string): string {
  return `arn:aws:cloudformation:eu-central-1:111122223333:stack/${stack}/1`;
}

function record(stack: Stack, resource: string, type: string, status: string): void {
  stack.events.push({ id: `${stack.events.length}`, resource, type, status });
}

/** By resource; a parameter that differs may change any of them. */
export function changesOf(
  stack: Stack,
  template: DeployedTemplate,
  values: Record<string, string>,
): ChangeSet['changes'] {
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
