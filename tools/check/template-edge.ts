import { branchesOf, checkEach, resourcesOf, type Template, targetOf, targetsOf } from './cfn-template.ts';
import { type Finding, findingsAt } from './finding.ts';

/** What a browser asks before it sends a token. */
export const PREFLIGHT = 'OPTIONS /{proxy+}';
const EXPOSED = ['etag', 'location', 'retry-after'];

/** The API's stage, its log, its name, and who may call it from a browser. */
export function checkEdge(template: Template): Finding[] {
  return [
    ...checkStage(template),
    ...checkConsole(template),
    ...checkPreflight(template),
    ...checkDomain(template, 'AWS::ApiGatewayV2::DomainName'),
    ...checkDomain(template, 'AWS::ApiGatewayV2::ApiMapping'),
  ];
}

function checkStage(template: Template): Finding[] {
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route');
  const always = routes.filter(([, { Condition: condition }]) => !condition).map(([route]) => route);
  return checkEach(template, 'AWS::ApiGatewayV2::Stage', (of, found, _, { DependsOn: awaited = [] }) => {
    const { ThrottlingBurstLimit: burst, ThrottlingRateLimit: rate } = of.DefaultRouteSettings ?? {};
    if (targetOf(burst) !== 'ThrottleBurst' || targetOf(rate) !== 'ThrottleRate')
      found('is not throttled by parameters', 'Refer to ThrottleBurst and ThrottleRate.');
    if (of.DefaultRouteSettings?.DetailedMetricsEnabled !== false)
      found('writes metrics of each route', 'DetailedMetricsEnabled: false: six for each route, and each is paid for.');
    const unawaited = always.filter((route) => !awaited.includes(route));
    if (unawaited.length > 0)
      found(`does not wait for ${unawaited.join(', ')}`, 'Each route that comes later is a deployment of its own.');
    const format = String(of.AccessLogSettings?.Format ?? '');
    if (!isJson(format.replaceAll(/\$context(\.\w+)+/g, '-')))
      found('does not log JSON', 'Put every $context value in quotes: one that is not there is written as -.');
    // Retained: the record of who asked, which none of our functions may write.
    if (targetOf(of.AccessLogSettings?.DestinationArn) !== 'AuditLog')
      found('does not log into AuditLog', 'Set DestinationArn.');
  });
}

function checkConsole(template: Template): Finding[] {
  const remedy = 'See infra/api.yml.';
  return checkEach(template, 'AWS::ApiGatewayV2::Api', (of, found) => {
    const [cors, ...others] = branchesOf(of.CorsConfiguration) as Record<string, unknown[]>[];
    if (!cors || others.length > 0) return found('has no CORS of its own', remedy);
    if (targetsOf(cors['AllowOrigins']).join() !== 'ConsoleOrigin')
      found('admits other origins than the console', remedy);
    const closed = (of.DisableExecuteApiEndpoint as { 'Fn::If'?: unknown[] } | undefined)?.['Fn::If'];
    if (closed?.join() !== 'HasDomain,true,false') found('is open beside its own name', remedy);
    const hidden = EXPOSED.filter((header) => !cors['ExposeHeaders']?.includes(header));
    if (hidden.length > 0) found(`does not expose ${hidden.join(', ')}`, remedy);
  });
}

function checkPreflight(template: Template): Finding[] {
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, route]) => route);
  const preflight = routes.find(({ Properties: of }) => of.RouteKey === PREFLIGHT);
  return findingsAt(PREFLIGHT, (found) => {
    if (preflight?.Condition !== 'HasConsole' || preflight.Properties.AuthorizationType !== 'NONE')
      found('does not let a browser ask, or lets it without a console', 'See infra/routes.cjs.');
  });
}

function checkDomain(template: Template, type: string): Finding[] {
  const remedy = 'See infra/domain.yml.';
  if (resourcesOf(template, type).length === 0) return [{ where: 'template', what: `has no ${type}`, remedy }];
  return checkEach(template, type, (of, found, _, { Condition: condition }) => {
    if (condition !== 'HasDomain') found('is there without a domain', remedy);
    const [configuration] = of.DomainNameConfigurations ?? [];
    if (configuration && configuration.SecurityPolicy !== 'TLS_1_2') found('takes old TLS', remedy);
    if (configuration && targetOf(configuration.CertificateArn) !== 'CertificateArn')
      found('has another certificate', remedy);
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // that it is none is the answer
  }
}
