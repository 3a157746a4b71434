import { checkEach, resourcesOf, type Template, targetOf, targetsOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';
import { resourcesFor, statementsOf } from './role-statements.ts';

const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

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
  return checkEach(template, 'AWS::Events::Rule', (of, found, name) => {
    for (const { Id: id, DeadLetterConfig: letters, RetryPolicy: retries } of of.Targets ?? []) {
      const queue = targetOf(letters?.Arn);
      if (!queue) found(`target ${id} has no dead-letter queue`, 'Add DeadLetterConfig.');
      else if (!mayWrite(template, name, queue))
        found(`target ${id} may not write to ${queue}`, 'Name the rule in its policy.');
      if (!retries) found(`target ${id} is tried for a day`, 'Add RetryPolicy.');
    }
  });
}

/** A rule invokes a function asynchronously: what the function itself fails at goes where its own configuration says. */
function checkAsynchronousFunctions(template: Template): Finding[] {
  const configured = new Map(
    resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties: of }]) => [
      targetOf(of.FunctionName),
      targetOf(of.DestinationConfig?.OnFailure?.Destination),
    ]),
  );
  const invoked = resourcesOf(template, 'AWS::Events::Rule').flatMap(([, { Properties: of }]) =>
    (of.Targets ?? []).map(({ Arn: arn }: { Arn: unknown }) => targetOf(arn)),
  );
  return checkEach(template, 'AWS::Lambda::Function', (of, found, name) => {
    if (!invoked.includes(name)) return;
    const queue = configured.get(name) ?? '';
    if (template.Resources[queue]?.Type !== 'AWS::SQS::Queue')
      found('loses the events that it fails at', 'Add an EventInvokeConfig with OnFailure; a rule invokes it.');
    else if (!maySend(template, targetOf(of.Role), queue))
      found(`may not write to ${queue}`, 'Give its role DeadLettersSend.');
  });
}

/** Schedules are made at run time; their queue and role are the stack's. */
function checkScheduler(template: Template): Finding[] {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  const writes = resourcesOf(template, 'AWS::IAM::Role')
    .filter(([, { Properties: of }]) => JSON.stringify(of.AssumeRolePolicyDocument).includes('scheduler.amazonaws.com'))
    .some(([role]) => queues.some(([queue]) => maySend(template, role, queue)));
  return [
    ...checkEach(template, 'AWS::Scheduler::ScheduleGroup', (_, found) => {
      if (!writes) found('has no role that may write dead letters', 'Allow sqs:SendMessage.');
    }),
    ...checkEach(template, 'AWS::Scheduler::Schedule', (of, found) => {
      if (!of.Target?.DeadLetterConfig?.Arn) found('has no dead-letter queue', 'Add DeadLetterConfig.');
    }),
  ];
}

function checkQueues(template: Template): Finding[] {
  return checkEach(template, 'AWS::SQS::Queue', (of, found) => {
    if (of.QueueName) found('has a fixed name', 'Leave QueueName out.');
    if (of.MessageRetentionPeriod !== FOURTEEN_DAYS)
      found('does not keep letters for 14 days', `MessageRetentionPeriod: ${FOURTEEN_DAYS}.`);
  });
}

/** The queue's policy admits the rule by name. */
function mayWrite(template: Template, rule: string, queue: string): boolean {
  return resourcesOf(template, 'AWS::SQS::QueuePolicy')
    .filter(([, { Properties: of }]) => targetsOf(of.Queues).includes(queue))
    .flatMap(([, { Properties: of }]) => statementsOf(of.PolicyDocument))
    .flatMap(({ Condition: condition = {} }) => Object.values(condition))
    .some((each) => targetsOf(each['aws:SourceArn']).includes(rule));
}

/** Lambda and Scheduler write with the role of the function, of the schedule. */
function maySend(template: Template, role: string | undefined, queue: string): boolean {
  return resourcesFor(template, role, 'sqs:SendMessage').includes(queue);
}
