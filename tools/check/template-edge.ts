import { branchesOf, resourcesOf, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';

/** What a browser asks before it sends a token. */
export const PREFLIGHT = 'OPTIONS /{proxy+}';
const EXPOSED = ['etag', 'location', 'retry-after'];

/** The API's stage, its log, its name, and who may call it from a browser. */
export function checkEdge(template: Template): Finding[] {
  return [...checkStage(template), ...checkConsole(template), ...checkDomain(template)];
}

function checkStage(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { Properties: of, DependsOn: awaited = [] }] of resourcesOf(template, 'AWS::ApiGatewayV2::Stage')) {
    const found = (what: string, remedy: string) => findings.push({ where: name, what, remedy });
    const { ThrottlingBurstLimit: burst, ThrottlingRateLimit: rate } = of.DefaultRouteSettings ?? {};
    if (targetOf(burst) !== 'ThrottleBurst' || targetOf(rate) !== 'ThrottleRate')
      found('is not throttled by parameters', 'Refer to ThrottleBurst and ThrottleRate.');
    if (of.DefaultRouteSettings?.DetailedMetricsEnabled !== false)
      found('writes metrics of each route', 'DetailedMetricsEnabled: false: six for each route, and each is paid for.');
    const all = resourcesOf(template, 'AWS::ApiGatewayV2::Route');
    const routes = all.filter(([, { Condition: condition }]) => !condition).map(([route]) => route);
    const before = new Set([awaited].flat());
    const unawaited = routes.filter((route) => !before.has(route));
    if (unawaited.length > 0)
      found(`does not wait for ${unawaited.join(', ')}`, 'Each route that comes later is a deployment of its own.');
    const format = String(of.AccessLogSettings?.Format ?? '');
    if (!isJson(format.replaceAll(/\$context(\.\w+)+/g, '-')))
      found('does not log JSON', 'Put every $context value in quotes: one that is not there is written as -.');
    const group = targetOf(of.AccessLogSettings?.DestinationArn) ?? '';
    // Retained: the record of who asked, which none of our functions may write.
    if (group !== 'AuditLog') found('does not log into AuditLog', 'Set DestinationArn.');
  }
  return findings;
}

function checkConsole(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::ApiGatewayV2::Api')) {
    const found = (what: string) => findings.push({ where: name, what, remedy: 'See infra/api.yml.' });
    const [cors, ...others] = branchesOf(of.CorsConfiguration) as Record<string, unknown[]>[];
    if (!cors || others.length > 0) {
      found('has no CORS of its own');
      continue;
    }
    if (cors['AllowOrigins']?.map(targetOf).join() !== 'ConsoleOrigin') found('admits other origins than the console');
    const closed = (of.DisableExecuteApiEndpoint as { 'Fn::If'?: unknown[] } | undefined)?.['Fn::If'];
    if (closed?.join() !== 'HasDomain,true,false') found('is open beside its own name');
    const hidden = EXPOSED.filter((header) => !cors['ExposeHeaders']?.includes(header));
    if (hidden.length > 0) found(`does not expose ${hidden.join(', ')}`);
  }
  const preflight = resourcesOf(template, 'AWS::ApiGatewayV2::Route').find(
    ([, { Properties: of }]) => of.RouteKey === PREFLIGHT,
  )?.[1];
  if (preflight?.Condition !== 'HasConsole' || preflight.Properties.AuthorizationType !== 'NONE') {
    const what = 'does not let a browser ask, or lets it without a console';
    findings.push({ where: PREFLIGHT, what, remedy: 'See infra/routes.cjs.' });
  }
  return findings;
}

function checkDomain(template: Template): Finding[] {
  const findings: Finding[] = [];
  const types = ['AWS::ApiGatewayV2::DomainName', 'AWS::ApiGatewayV2::ApiMapping'];
  for (const type of types) {
    const all = resourcesOf(template, type);
    if (all.length === 0) findings.push({ where: 'template', what: `has no ${type}`, remedy: 'See infra/domain.yml.' });
    for (const [name, { Condition: condition, Properties: of }] of all) {
      const found = (what: string) => findings.push({ where: name, what, remedy: 'See infra/domain.yml.' });
      if (condition !== 'HasDomain') found('is there without a domain');
      const [configuration] = of.DomainNameConfigurations ?? [];
      if (configuration && configuration.SecurityPolicy !== 'TLS_1_2') found('takes old TLS');
      if (configuration && targetOf(configuration.CertificateArn) !== 'CertificateArn')
        found('has another certificate');
    }
  }
  return findings;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // that it is none is the answer
  }
}
