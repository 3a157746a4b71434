/** The state machines: each runs the file of its name, on the functions that roles.yml lets it invoke. */
const { arnOf, KEY_ARN, kebabCase, pascalCase, ROLES } = require('./listing.cjs');

const LoggingConfiguration = {
  Level: 'ERROR',
  IncludeExecutionData: false,
  Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arnOf('MachineLogs') } }],
};

const Resources = {};
for (const [name, functions] of Object.entries(ROLES.machines)) {
  const called = functions.map(pascalCase).map((one) => [`${one}Arn`, arnOf(`${one}LambdaFunction`)]);
  Resources[`${name}Machine`] = {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      // It never changes: executions of a week keep their definition, and functions know a machine by its name.
      StateMachineName: `\${self:service}-\${sls:stage}-${kebabCase(name)}`,
      RoleArn: arnOf(`${name}MachineRole`),
      Definition: `\${file(state-machines/${kebabCase(name)}.asl.yml)}`,
      DefinitionSubstitutions: Object.fromEntries(called),
      LoggingConfiguration,
      TracingConfiguration: { Enabled: true },
    },
  };
}

// Below /aws/vendedlogs/states/ the policy of the log group does not grow with each machine.
Resources.MachineLogs = {
  Type: 'AWS::Logs::LogGroup',
  Properties: {
    LogGroupName: '/aws/vendedlogs/states/${self:service}-${sls:stage}',
    RetentionInDays: { Ref: 'LogRetentionDays' },
    KmsKeyId: KEY_ARN,
  },
};

module.exports = { Resources };
