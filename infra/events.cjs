/** The rules of events.yml: whatever a rule cannot hand over, or its function fails at, ends in the dead-letter queue. */
const { arnOf, EVENTS, MACHINES, pascalCase } = require('./listing.cjs');

const rules = Object.entries(EVENTS).map(([name, of]) => ({ name, rule: `${name}Rule`, ...of }));
const Resources = {};

for (const { name, rule, description, ends, rate, calls, delivery, handling } of rules) {
  const lambda = `${pascalCase(calls)}LambdaFunction`;
  const target = { Id: calls, Arn: arnOf(lambda), DeadLetterConfig: { Arn: arnOf('DeadLetters') } };
  const when = ends ? { EventPattern: endOfExecution(ends) } : { ScheduleExpression: rate };
  Resources[rule] = {
    Type: 'AWS::Events::Rule',
    Properties: { Description: description, ...when, Targets: [{ ...target, RetryPolicy: trying(delivery) }] },
  };
  Resources[`${name}Permission`] = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: arnOf(lambda),
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: arnOf(rule),
    },
  };
  // A rule invokes a function asynchronously: a failure of the function itself ends here, not in the rule's queue.
  Resources[`${name}Failures`] = {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: { Ref: lambda },
      Qualifier: '$LATEST',
      ...trying(handling),
      DestinationConfig: { OnFailure: { Destination: arnOf('DeadLetters') } },
    },
  };
}

Resources.DeadLettersPolicy = {
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: 'DeadLetters' }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arnOf('DeadLetters'),
          Condition: {
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            ArnEquals: { 'aws:SourceArn': rules.map(({ rule }) => arnOf(rule)) },
          },
        },
      ],
    },
  },
};

module.exports = { Resources };

function endOfExecution(status) {
  return {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { stateMachineArn: MACHINES.map((Ref) => ({ Ref })), status },
  };
}

function trying({ again, seconds }) {
  return { MaximumRetryAttempts: again, MaximumEventAgeInSeconds: seconds };
}
