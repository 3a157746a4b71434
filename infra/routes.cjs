/**
 * Gateway routes, integrations and permissions of the contracts in functions/api, so that they cannot drift from the
 * routers. Every route has the JWT authorizer and scopes; `$default` leads to our own 404.
 */
const { scopesFor } = require('../functions/api/http/scopes.ts');
const { ROUTES } = require('../functions/api/routes.ts');
const { API_ROUTES, CONSOLE_ROUTES } = require('../functions/console/routes.ts');
const { arnOf, pascalCase } = require('./listing.cjs');

const Resources = {};
const FALLBACK = { route: '$default', function: 'apiOperations', scope: 'read' };

for (const route of [...ROUTES, ...API_ROUTES.map((route) => ({ ...FALLBACK, route })), FALLBACK]) {
  Resources[`${logicalName(route.route)}Route`] = {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'HttpApi' },
      RouteKey: route.route,
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: 'JwtAuthorizer' },
      AuthorizationScopes: scopesFor(route.scope).map((scope) => ({ Ref: `Scope${pascalCase(scope)}` })),
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: `${pascalCase(route.function)}Integration` }]] },
    },
  };
}

// The authorizer of $default would refuse what a browser asks before it sends a token; the gateway itself answers that.
Resources.PreflightRoute = {
  Type: 'AWS::ApiGatewayV2::Route',
  Condition: 'HasConsole',
  Properties: {
    ApiId: { Ref: 'HttpApi' },
    RouteKey: 'OPTIONS /{proxy+}',
    AuthorizationType: 'NONE',
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'ApiOperationsIntegration' }]] },
  },
};

// A page has no token yet; it is served only where people have a client to sign in by.
for (const route of CONSOLE_ROUTES) {
  Resources[`Console${logicalName(route)}Route`] = {
    Type: 'AWS::ApiGatewayV2::Route',
    Condition: 'ServesConsole',
    Properties: {
      ApiId: { Ref: 'HttpApi' },
      RouteKey: route,
      AuthorizationType: 'NONE',
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'ConsoleIntegration' }]] },
    },
  };
}

// With AutoDeploy each change of a route is a deployment; a stage that comes last deploys all of them once.
// Not the one that is there under a condition: whoever waits for it is wrong without.
const always = Object.keys(Resources).filter((name) => Resources[name].Condition === undefined);
Resources.HttpApiStage = { DependsOn: always };

for (const name of new Set([...ROUTES.map((route) => route.function), 'console'])) {
  const arn = arnOf(`${pascalCase(name)}LambdaFunction`);
  Resources[`${pascalCase(name)}Integration`] = {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'HttpApi' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: arn,
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: 30000,
    },
  };
  Resources[`${pascalCase(name)}Permission`] = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: arn,
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*' },
    },
  };
}

module.exports = { Resources };

/** `GET /v1/clusters/{name}` → `GetV1ClustersName`. */
function logicalName(key) {
  return key
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map(pascalCase)
    .join('');
}
