import type { Buckets } from './s3.ts';
import type { Stack } from './stack.ts';
import { type DeployedTemplate, invalid } from './template-rules.ts';

/** What requests to CloudFormation find. */
export interface Account {
  buckets: Buckets;
  stacks: Map<string, Stack>;
}

export type Actions = Record<string, (asked: URLSearchParams) => string>;

/** Quota of a template that comes with the request; one that lies in a bucket may have 1 MB. */
const MAX_BODY_BYTES = 51_200;

export function templateOf({ buckets }: Account, asked: URLSearchParams): DeployedTemplate {
  const body = asked.get('TemplateBody');
  if (body !== null) {
    if (Buffer.byteLength(body) > MAX_BODY_BYTES) throw invalid(`TemplateBody is over ${MAX_BODY_BYTES} bytes`);
    return JSON.parse(body) as DeployedTemplate;
  }
  const [bucket = '', ...key] = new URL(asked.get('TemplateURL') ?? 'none:').pathname.slice(1).split('/');
  const object = buckets.get(bucket)?.get(decodeURIComponent(key.join('/')));
  if (!object) throw invalid('S3 error: The specified key does not exist.');
  return JSON.parse(object.body.toString()) as DeployedTemplate;
}

export function stackOf({ stacks }: Account, asked: URLSearchParams): Stack {
  const asking = asked.get('StackName') ?? '';
  const stack = stacks.get(/:stack\/([^/]+)\//.exec(asking)?.[1] ?? asking);
  if (!stack) throw invalid(`Stack with id ${asking} does not exist`);
  return stack;
}
