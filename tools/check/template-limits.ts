import { resourcesOf, type Template } from './cfn-template.ts';
import type { Finding } from './finding.ts';

/** Quotas of CloudFormation. */
const MAX_BYTES = 1_000_000;
const MAX_RESOURCES = 500;
const MAX_PARAMETERS = 200;
/** Of API Gateway. */
const MAX_ROUTES = 300;

/** What somebody must be able to choose without changing a file. */
const PARAMETERS = [
  'InstallationId',
  'JwtIssuer',
  'JwtAudience',
  'ScopeRead',
  'ScopeOperate',
  'ScopeAdmin',
  'ReconcilerConcurrency',
  'ThrottleRate',
  'ThrottleBurst',
  'LogRetentionDays',
  'AuditRetentionDays',
  'KeyArn',
  'AlarmTopicArn',
  'ConsoleOrigin',
  'DomainName',
  'CertificateArn',
  'SubnetIds',
  'SecurityGroupIds',
  'EksAccessRoles',
];

/** The template can be deployed, and has the parameters that were promised. */
export function checkLimits(template: Template): Finding[] {
  const findings: Finding[] = [];
  const found = (what: string, remedy: string) => findings.push({ where: 'template', what, remedy });
  const parameters = Object.keys(template.Parameters ?? {});
  const resources = Object.keys(template.Resources).length;
  const bytes = Buffer.byteLength(JSON.stringify(template));
  if (bytes >= MAX_BYTES) found(`has ${bytes} bytes, of less than ${MAX_BYTES}`, 'Split the stack.');
  if (resources >= MAX_RESOURCES)
    found(`has ${resources} resources, of less than ${MAX_RESOURCES}`, 'Split the stack.');
  if (parameters.length > MAX_PARAMETERS) found(`has ${parameters.length} parameters`, `At most ${MAX_PARAMETERS}.`);
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').length;
  if (routes > MAX_ROUTES) found(`has ${routes} routes`, `At most ${MAX_ROUTES}.`);
  for (const name of PARAMETERS.filter((each) => !parameters.includes(each))) {
    found(`has no parameter ${name}`, 'See infra/parameters.yml.');
  }
  return findings;
}
