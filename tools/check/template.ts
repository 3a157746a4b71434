import { scopesFor } from '../../functions/api/http/scopes.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { API_ROUTES, CONSOLE_ROUTES } from '../../functions/console/routes.ts';
import { checkEach, resourcesOf, type Template, targetOf, targetsOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';
import { resourcesFor } from './role-statements.ts';
import { checkAlarms } from './template-alarms.ts';
import { checkDeadLetters } from './template-dead-letters.ts';
import { checkEdge, PREFLIGHT } from './template-edge.ts';
import { checkKept } from './template-kept.ts';
import { checkNetwork } from './template-network.ts';
import { checkStatements } from './template-statements.ts';
import { checkTrust } from './template-trust.ts';

const SECONDS_OF_A_STEP = 120;
/** Less than the gateway's, which answers 503 on its own and leaves the function to go on behind it. */
const SECONDS_OF_THE_API = 28;
const SECONDS_OF_THE_GATEWAY = 30;
/** By how the name of a function begins; the others run a step. The console reads nothing but its own files. */
const SECONDS_OF: readonly (readonly [string, number])[] = [
  ['Api', SECONDS_OF_THE_API],
  ['Console', 10],
];
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
    ...checkDeadLetters(template),
    ...checkStatements(template),
    ...checkTrust(template),
    ...checkEdge(template),
    ...checkNetwork(template),
    ...checkAlarms(template),
  ];
}

function checkFunctions(template: Template): Finding[] {
  const functions = checkEach(template, 'AWS::Lambda::Function', (of, found, name) => {
    const own = name.replace(/LambdaFunction$/, 'Role');
    const seconds = SECONDS_OF.find(([begins]) => name.startsWith(begins))?.[1] ?? SECONDS_OF_A_STEP;
    if (of.Runtime !== 'nodejs24.x') found(`runtime ${of.Runtime}`, 'Use nodejs24.x.');
    if (String(of.Architectures) !== 'arm64') found(`architecture ${of.Architectures}`, 'Use arm64.');
    if (of.Timeout !== seconds) found(`timeout ${of.Timeout} s`, `Use ${seconds} s (the Task's is 5 s longer).`);
    if (of.TracingConfig?.Mode !== 'Active') found('no tracing', 'Set tracing.lambda in serverless.yml.');
    if (targetOf(of.Role) !== own)
      found(`role ${targetOf(of.Role)}`, `Give it its own role ${own} in infra/roles.yml.`);
    if (template.Resources[own]?.Type !== 'AWS::IAM::Role') found(`no ${own}`, 'Add it to infra/roles.yml.');
  });
  return [
    ...functions,
    ...checkEach(template, 'AWS::Lambda::Version', (_, found) => found('a version', 'Keep versionFunctions: false.')),
    ...checkEach(template, 'AWS::Lambda::Permission', (of, found) => {
      if (!of.SourceArn) found('has no SourceArn', 'Name who may invoke.');
    }),
  ];
}

function checkMachines(template: Template): Finding[] {
  return checkEach(template, 'AWS::StepFunctions::StateMachine', (of, found) => {
    const given: Record<string, unknown> = of.DefinitionSubstitutions ?? {};
    const used = new Set(JSON.stringify(of.Definition).match(/(?<=\$\{)[^}]+/g));
    for (const placeholder of used) {
      if (!(placeholder in given)) found(`${placeholder} is not substituted`, 'Add its function to infra/roles.yml.');
    }
    const invoked = new Set(resourcesFor(template, targetOf(of.RoleArn), 'lambda:InvokeFunction'));
    for (const [placeholder, value] of Object.entries(given)) {
      const target = targetOf(value) ?? '';
      if (!used.has(placeholder)) found(`${placeholder} is used by no state`, 'Remove it from infra/roles.yml.');
      if (`${target.replace(/LambdaFunction$/, '')}Arn` !== placeholder)
        found(`${placeholder} is ${target}`, 'Substitute the function of that name.');
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
  });
}

function checkRoutes(template: Template): Finding[] {
  const remedy = 'See infra/routes.cjs.';
  const expected = new Map<string, { function: string; scopes: string[] }>(
    ROUTES.map(({ route, function: name, scope }) => [
      route,
      { function: name, scopes: scopesFor(scope).map((each) => `Scope${capitalised(each)}`) },
    ]),
  );
  for (const route of [...API_ROUTES, '$default'])
    expected.set(route, { function: 'apiOperations', scopes: ['ScopeRead', 'ScopeOperate', 'ScopeAdmin'] });
  const routes = checkEach(template, 'AWS::ApiGatewayV2::Route', (of, found) => {
    if (of.RouteKey === PREFLIGHT || isConsole(of.RouteKey)) return;
    const route = expected.get(of.RouteKey);
    expected.delete(of.RouteKey);
    if (!route) found(`${of.RouteKey} is not in functions/api/routes.ts`, remedy);
    if (of.AuthorizationType !== 'JWT' || targetOf(of.AuthorizerId) !== 'JwtAuthorizer')
      found('has no authorizer', remedy);
    const scopes = targetsOf(of.AuthorizationScopes);
    if (scopes.length === 0 || (route && scopes.join() !== route.scopes.join()))
      found(`has the scopes ${scopes.join()}`, remedy);
    if (route && !JSON.stringify(of.Target).includes(`"${capitalised(route.function)}Integration"`))
      found(`does not lead to ${route.function}`, remedy);
  });
  return [
    ...routes,
    ...checkConsoleRoutes(template),
    ...[...expected.keys()].map((where) => ({ where, what: 'is no route', remedy })),
  ];
}

function isConsole(key: string): boolean {
  return CONSOLE_ROUTES.some((route) => route === key);
}

/** Without a client to sign in by there is no page; with one it needs no token. */
function checkConsoleRoutes(template: Template): Finding[] {
  const remedy = 'See infra/routes.cjs.';
  return checkEach(template, 'AWS::ApiGatewayV2::Route', (of, found, _, { Condition: condition }) => {
    if (!isConsole(of.RouteKey)) return;
    if (condition !== 'ServesConsole') found('is there without a client to sign in by', remedy);
    if (of.AuthorizationType !== 'NONE') found('wants a token of a page', remedy);
    if (!JSON.stringify(of.Target).includes('"ConsoleIntegration"')) found('does not lead to the console', remedy);
  });
}

/** The gateway waits a little longer than the function may take: it is our answer that a caller gets. */
function checkIntegrations(template: Template): Finding[] {
  return checkEach(template, 'AWS::ApiGatewayV2::Integration', (of, found) => {
    if (of.TimeoutInMillis !== SECONDS_OF_THE_GATEWAY * 1000)
      found('has a timeout of its own', 'See infra/routes.cjs.');
  });
}

function checkRules(template: Template): Finding[] {
  const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([name]) => name);
  const watched = template.Resources.ExecutionEndedRule?.Properties.EventPattern?.detail;
  const all = targetsOf(watched?.stateMachineArn).join() === machines.join();
  if (all && String(watched?.status) === 'FAILED,TIMED_OUT,ABORTED') return [];
  return [{ where: 'ExecutionEndedRule', what: 'does not match every machine', remedy: 'See infra/events.yml.' }];
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
