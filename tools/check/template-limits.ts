import { resourcesOf, type Template } from './cfn-template.ts';
import { type Finding, findingsAt } from './finding.ts';

/** Quotas of CloudFormation. */
const MAX_BYTES = 1_000_000;
const MAX_RESOURCES = 500;
const MAX_PARAMETERS = 200;
/** Of API Gateway. */
const MAX_ROUTES = 300;

/** What somebody must be able to choose without changing a file. */
const PARAMETERS =
  'InstallationId JwtIssuer JwtAudience ScopeRead ScopeOperate ScopeAdmin ReconcilerConcurrency ThrottleRate ThrottleBurst ' +
  'LogRetentionDays AuditRetentionDays KeyArn AlarmTopicArn ConsoleOrigin DomainName CertificateArn SubnetIds ' +
  'SecurityGroupIds EksAccessRoles';

/** The template can be deployed, and has the parameters that were promised. */
export function checkLimits(template: Template): Finding[] {
  const parameters = Object.keys(template.Parameters ?? {});
  const resources = Object.keys(template.Resources).length;
  const bytes = Buffer.byteLength(JSON.stringify(template));
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').length;
  return findingsAt('template', (found) => {
    if (bytes >= MAX_BYTES) found(`has ${bytes} bytes, of less than ${MAX_BYTES}`, 'Split the stack.');
    if (resources >= MAX_RESOURCES)
      found(`has ${resources} resources, of less than ${MAX_RESOURCES}`, 'Split the stack.');
    if (parameters.length > MAX_PARAMETERS) found(`has ${parameters.length} parameters`, `At most ${MAX_PARAMETERS}.`);
    if (routes > MAX_ROUTES) found(`has ${routes} routes`, `At most ${MAX_ROUTES}.`);
    for (const name of PARAMETERS.split(' ')) {
      if (!parameters.includes(name)) found(`has no parameter ${name}`, 'See infra/parameters.yml.');
    }
  });
}
