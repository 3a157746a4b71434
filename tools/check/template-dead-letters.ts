import { resourcesOf, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';
import { statementsOf } from './template-statements.ts';

const DAYS = 24 * 60 * 60;

/** Nothing that could not be delivered or handled is lost: it lies in a queue that its sender may write to. */
export function checkDeadLetters(template: Template): Finding[] {
  return [
    ...checkRuleTargets(template),
    ...checkAsynchronousFunctions(template),
    ...checkScheduler(template),
    ...checkQueues(template),
  ];
}

function checkRuleTargets(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::Events::Rule')) {
    for (const target of of.Targets ?? []) {
      const found = (what: string, remedy: string) =>
        findings.push({ where: name, what: `target ${target.Id} ${what}`, remedy });
      const queue = targetOf(target.DeadLetterConfig?.Arn);
      if (!queue) found('has no dead-letter queue', 'Add DeadLetterConfig.');
      else if (!mayWrite(template, name, queue)) found(`may not write to ${queue}`, `Name the rule in its policy.`);
      if (!target.RetryPolicy) found('is tried for a day', 'Add RetryPolicy.');
    }
  }
  return findings;
}

/** A rule invokes a function asynchronously: what the function itself fails at goes where its own configuration says. */
function checkAsynchronousFunctions(template: Template): Finding[] {
  const findings: Finding[] = [];
  const configured = new Map<string | undefined, string | undefined>(
    resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties: of }]) => [
      targetOf(of.FunctionName),
      targetOf(of.DestinationConfig?.OnFailure?.Destination),
    ]),
  );
  for (const [rule, { Properties: of }] of resourcesOf(template, 'AWS::Events::Rule')) {
    for (const { Arn: arn } of of.Targets ?? []) {
      const target = targetOf(arn) ?? '';
      if (template.Resources[target]?.Type !== 'AWS::Lambda::Function') continue;
      const queue = configured.get(target) ?? '';
      if (template.Resources[queue]?.Type === 'AWS::SQS::Queue') {
        if (!roleMaySend(template, targetOf(template.Resources[target]?.Properties.Role), queue))
          findings.push({ where: target, what: `may not write to ${queue}`, remedy: 'Give its role DeadLettersSend.' });
        continue;
      }
      const remedy = `Add an EventInvokeConfig with OnFailure; ${rule} invokes it.`;
      findings.push({ where: target, what: 'loses the events that it fails at', remedy });
    }
  }
  return findings;
}

/** Schedules are made at run time; their queue and role are the stack's. */
function checkScheduler(template: Template): Finding[] {
  const findings: Finding[] = [];
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  for (const [name] of resourcesOf(template, 'AWS::Scheduler::ScheduleGroup')) {
    const writes = resourcesOf(template, 'AWS::IAM::Role')
      .filter(([, { Properties: of }]) =>
        JSON.stringify(of.AssumeRolePolicyDocument).includes('scheduler.amazonaws.com'),
      )
      .some(([role]) => queues.some(([queue]) => roleMaySend(template, role, queue)));
    if (!writes)
      findings.push({ where: name, what: 'has no role that may write dead letters', remedy: 'Allow sqs:SendMessage.' });
  }
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::Scheduler::Schedule')) {
    if (!of.Target?.DeadLetterConfig?.Arn)
      findings.push({ where: name, what: 'has no dead-letter queue', remedy: 'Add DeadLetterConfig.' });
  }
  return findings;
}

function checkQueues(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::SQS::Queue')) {
    if (of.QueueName) findings.push({ where: name, what: 'has a fixed name', remedy: 'Leave QueueName out.' });
    if (of.MessageRetentionPeriod !== 14 * DAYS)
      findings.push({
        where: name,
        what: 'does not keep letters for 14 days',
        remedy: 'MessageRetentionPeriod: 1209600.',
      });
  }
  return findings;
}

/** The queue's policy admits the rule by name. */
function mayWrite(template: Template, rule: string, queue: string): boolean {
  return resourcesOf(template, 'AWS::SQS::QueuePolicy')
    .filter(([, { Properties: of }]) => (of.Queues ?? []).map(targetOf).includes(queue))
    .flatMap(([, { Properties: of }]) => statementsOf(of.PolicyDocument))
    .some(({ Condition: condition }) => {
      const sources = Object.values(condition ?? {}).flatMap((each) => each['aws:SourceArn'] ?? []);
      return sources.flat().map(targetOf).includes(rule);
    });
}

/** By a policy of its own, or one that it names. Lambda and Scheduler write with the role of the function, of the schedule. */
function roleMaySend(template: Template, role: string | undefined, queue: string): boolean {
  const of = template.Resources[role ?? '']?.Properties ?? {};
  const named: string[] = (of.ManagedPolicyArns ?? []).map((arn: unknown) => targetOf(arn) ?? '');
  const documents: unknown[] = [
    ...(of.Policies ?? []).map(({ PolicyDocument: document }: { PolicyDocument: unknown }) => document),
    ...named.map((policy) => template.Resources[policy]?.Properties.PolicyDocument),
  ];
  return documents
    .flatMap(statementsOf)
    .some(
      ({ Action: action, Resource: resource }) =>
        [action].flat().includes('sqs:SendMessage') && [resource].flat().map(targetOf).includes(queue),
    );
}
