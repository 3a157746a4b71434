import { scopesFor } from '../../functions/api/http/scopes.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { resourcesOf, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';
import { checkAlarms } from './template-alarms.ts';
import { checkDeadLetters } from './template-dead-letters.ts';
import { checkEdge, PREFLIGHT } from './template-edge.ts';
import { checkIndexes } from './template-indexes.ts';
import { checkKept } from './template-kept.ts';
import { checkLimits } from './template-limits.ts';
import { checkNetwork } from './template-network.ts';
import { checkStatements } from './template-statements.ts';
import { checkTrust } from './template-trust.ts';

const SECONDS_OF_A_STEP = 120;
/** Less than the gateway's, which answers 503 on its own and leaves the function to go on behind it. */
const SECONDS_OF_THE_API = 28;
const SECONDS_OF_THE_GATEWAY = 30;
/** Below /aws/vendedlogs/states/ the resource policy of log delivery does not grow with each machine. */
const MACHINE_LOGS = '/aws/vendedlogs/states/';

/**
 * What must hold of the template whatever changes: each line of it about all resources of a type, so that one that is
 * added tomorrow is held to it too.
 */
export function checkTemplate(template: Template): Finding[] {
  return [
    ...checkFunctions(template),
    ...checkMachines(template),
    ...checkRoutes(template),
    ...checkIntegrations(template),
    ...checkRules(template),
    ...checkKept(template),
    ...checkIndexes(template),
    ...checkDeadLetters(template),
    ...checkStatements(template),
    ...checkTrust(template),
    ...checkEdge(template),
    ...checkNetwork(template),
    ...checkAlarms(template),
    ...checkLimits(template),
  ];
}

function checkFunctions(template: Template): Finding[] {
  const findings: Finding[] = [];
  const functions = resourcesOf(template, 'AWS::Lambda::Function');
  if (functions.length === 0)
    findings.push({ where: 'template', what: 'no function', remedy: 'See infra/functions.yml.' });
  for (const [name, { Properties: of }] of functions) {
    const found = (what: string, remedy: string) => findings.push({ where: name, what, remedy });
    const own = name.replace(/LambdaFunction$/, 'Role');
    const seconds = name.startsWith('Api') ? SECONDS_OF_THE_API : SECONDS_OF_A_STEP;
    if (of.Runtime !== 'nodejs24.x') found(`runtime ${of.Runtime}`, 'Use nodejs24.x.');
    if (String(of.Architectures) !== 'arm64') found(`architecture ${of.Architectures}`, 'Use arm64.');
    if (of.Timeout !== seconds) found(`timeout ${of.Timeout} s`, `Use ${seconds} s (the Task's is 5 s longer).`);
    if (of.TracingConfig?.Mode !== 'Active') found('no tracing', 'Set tracing.lambda in serverless.yml.');
    if (targetOf(of.Role) !== own)
      found(`role ${targetOf(of.Role)}`, `Give it its own role ${own} in infra/roles.yml.`);
    if (template.Resources[own]?.Type !== 'AWS::IAM::Role') found(`no ${own}`, 'Add it to infra/roles.yml.');
  }
  for (const [name] of resourcesOf(template, 'AWS::Lambda::Version')) {
    findings.push({ where: name, what: 'a version', remedy: 'Keep versionFunctions: false.' });
  }
  return findings;
}

function checkMachines(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::StepFunctions::StateMachine')) {
    const found = (what: string, remedy: string) => findings.push({ where: name, what, remedy });
    const given: Record<string, unknown> = of.DefinitionSubstitutions ?? {};
    const used = new Set(JSON.stringify(of.Definition).match(/(?<=\$\{)[^}]+/g));
    for (const placeholder of used) {
      if (!(placeholder in given)) found(`${placeholder} is not substituted`, 'Add it to infra/machines.yml.');
    }
    const invoked = invokedBy(template, targetOf(of.RoleArn));
    for (const [placeholder, value] of Object.entries(given)) {
      const target = targetOf(value) ?? '';
      if (!used.has(placeholder)) found(`${placeholder} is used by no state`, 'Remove it from infra/machines.yml.');
      if (`${target.replace(/LambdaFunction$/, '')}Arn` !== placeholder) {
        found(`${placeholder} is ${target}`, 'Substitute the function of that name.');
      }
      if (template.Resources[target]?.Type !== 'AWS::Lambda::Function')
        found(`no ${target}`, 'See infra/functions.yml.');
      if (!invoked.delete(target)) found(`its role may not invoke ${target}`, 'Add it to infra/roles.yml.');
    }
    for (const extra of invoked) found(`its role may invoke ${extra}`, 'Remove it from infra/roles.yml.');
    const { Level: level, IncludeExecutionData: data, Destinations: destinations = [] } = of.LoggingConfiguration ?? {};
    const logs = template.Resources[targetOf(destinations[0]?.CloudWatchLogsLogGroup?.LogGroupArn) ?? '']?.Properties;
    if (!String(logs?.LogGroupName ?? '').startsWith(MACHINE_LOGS))
      found('has no vended log', `Log below ${MACHINE_LOGS}.`);
    if (level !== 'ERROR' || data !== false) found('logs more than errors', 'Level ERROR, no execution data.');
    if (of.TracingConfiguration?.Enabled !== true) found('no tracing', 'Enable it.');
    if (of.StateMachineName === undefined) found('no name', 'Name it; functions know a machine by its name.');
  }
  return findings;
}

function invokedBy(template: Template, role: string | undefined): Set<string> {
  const policies: { PolicyDocument: { Statement: { Action: string; Resource: unknown }[] } }[] =
    template.Resources[role ?? '']?.Properties.Policies ?? [];
  const resources = policies
    .flatMap(({ PolicyDocument: { Statement: statements } }) => statements)
    .filter(({ Action: action }) => action === 'lambda:InvokeFunction')
    .flatMap(({ Resource: resource }) => resource);
  return new Set(resources.map((resource) => targetOf(resource) ?? 'something without a name'));
}

function checkRoutes(template: Template): Finding[] {
  const findings: Finding[] = [];
  const expected = new Map<string, { function: string; scopes: string[] }>(
    ROUTES.map(({ route, function: name, scope }) => [
      route,
      { function: name, scopes: scopesFor(scope).map((each) => `Scope${capitalised(each)}`) },
    ]),
  );
  expected.set('$default', { function: 'apiOperations', scopes: ['ScopeRead', 'ScopeOperate', 'ScopeAdmin'] });
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::ApiGatewayV2::Route')) {
    if (of.RouteKey === PREFLIGHT) continue;
    const found = (what: string) =>
      findings.push({ where: `${name} ${of.RouteKey}`, what, remedy: 'See infra/routes.cjs.' });
    const route = expected.get(of.RouteKey);
    expected.delete(of.RouteKey);
    if (!route) found('is not in functions/api/routes.ts');
    if (of.AuthorizationType !== 'JWT' || targetOf(of.AuthorizerId) !== 'JwtAuthorizer') found('has no authorizer');
    const scopes = (of.AuthorizationScopes ?? []).map(targetOf);
    if (scopes.length === 0 || (route && scopes.join() !== route.scopes.join()))
      found(`has the scopes ${scopes.join()}`);
    if (route && !JSON.stringify(of.Target).includes(`"${capitalised(route.function)}Integration"`)) {
      found(`does not lead to ${route.function}`);
    }
  }
  for (const key of expected.keys())
    findings.push({ where: key, what: 'is no route', remedy: 'See infra/routes.cjs.' });
  return findings;
}

/** The gateway waits a little longer than the function may take: it is our answer that a caller gets. */
function checkIntegrations(template: Template): Finding[] {
  return resourcesOf(template, 'AWS::ApiGatewayV2::Integration')
    .filter(([, { Properties: of }]) => of.TimeoutInMillis !== SECONDS_OF_THE_GATEWAY * 1000)
    .map(([name]) => ({ where: name, what: 'has a timeout of its own', remedy: 'See infra/routes.cjs.' }));
}

function checkRules(template: Template): Finding[] {
  const findings: Finding[] = [];
  const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([name]) => name);
  const watched = template.Resources.ExecutionEndedRule?.Properties.EventPattern?.detail;
  const differs = machines.join() !== (watched?.stateMachineArn ?? []).map(targetOf).join();
  if (differs || String(watched?.status) !== 'FAILED,TIMED_OUT,ABORTED') {
    findings.push({
      where: 'ExecutionEndedRule',
      what: 'does not match every machine',
      remedy: 'See infra/events.yml.',
    });
  }
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::Lambda::Permission')) {
    if (!of.SourceArn) findings.push({ where: name, what: 'has no SourceArn', remedy: 'Name who may invoke.' });
  }
  return findings;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
