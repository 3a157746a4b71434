/**
 * The import directions of the product. `node tools/check/import-graph.ts` runs them.
 * @swc/core must be installed: without it dependency-cruiser sees no TypeScript 7 file and says that all is well.
 */
/**
 * What everybody but handlers, and a service of another, may import of a service by value: its interface `services/x/x.ts`,
 * and pure companions that reach nothing outside. Add one here only if it does no I/O.
 */
const SERVICE_INTERFACES = '^functions/services/([^/]+)/\\1[.]ts$';
/** How the two tables are spoken to; the services that own a table share it. */
const TABLE_CALLS = '^functions/services/dynamodb/';
const PURE_COMPANIONS = '^functions/services/cluster/(kinds|ensure|permissions)[.]ts$';

/** From the bottom up: each may import those before it, and none of those after it. */
const ROOMS = [
  'domain',
  'services',
  'platform',
  'manifests',
  'cluster-objects',
  'transfers',
  'operations',
  'scheduling',
  'completion',
];
/** Services are composed in platform, which gives them its types of config and log. */
const typesMayGoUp = (room) => (room === 'services' ? ['type-only'] : []);

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Move what both need into a third file that imports neither.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { circular: true },
    },
    {
      name: 'names-say-what-it-does',
      comment: 'Name the file after what it does.',
      severity: 'error',
      from: {},
      to: { path: '/(utils?|helpers?|misc|common|shared)([.](test|config))?[.][cm]?[jt]s$', pathNot: 'node_modules' },
    },
    {
      name: 'no-cycles-in-tests',
      comment: 'Move what both need into a third file; two files of a harness may know each other’s types.',
      severity: 'error',
      from: { path: '^test/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'Correct the path (with its .ts ending) or declare the package in package.json.',
      severity: 'error',
      from: {},
      // aws-lambda is a package of types only, @types/aws-lambda.
      to: { couldNotResolve: true, pathNot: '^(aws-lambda|virtual:.*)$' },
    },
    {
      name: 'domain-is-pure',
      comment:
        'The domain imports only itself, zod, temporal-polyfill, node:crypto and node:zlib; hand in what it needs.',
      severity: 'error',
      from: { path: '^functions/domain/' },
      to: {
        pathNot:
          '^functions/domain/|node_modules/(zod|temporal-polyfill|temporal-utils|temporal-spec)/|^(node:)?(crypto|zlib)$',
      },
    },
    ...ROOMS.map((room, at) => ({
      name: `${room}-imports-only-what-is-below`,
      comment: `functions/README.md: ${room} may import ${ROOMS.slice(0, at).join(', ')}. Move what both need down, or hand it in.`,
      severity: 'error',
      from: { path: `^functions/${room}/` },
      to: {
        path: '^functions/',
        pathNot: `^functions/(${ROOMS.slice(0, at + 1).join('|')})/`,
        dependencyTypesNot: typesMayGoUp(room),
      },
    })),
    {
      name: 'machines-know-no-other',
      comment:
        'Machines, events, schedules and the API share nothing but the rooms below them; move shared code there.',
      severity: 'error',
      from: { path: '^functions/([^/]+)/', pathNot: `^functions/(simulate|${ROOMS.join('|')})/` },
      to: { path: '^functions/', pathNot: `^functions/($1|${ROOMS.join('|')})/` },
    },
    {
      name: 'simulate-looks-as-backup-and-restore-do',
      comment:
        'A simulation plans with the code of a backup and of a restore, and may import theirs; they know nothing of it.',
      severity: 'error',
      from: { path: '^functions/simulate/' },
      to: { path: '^functions/', pathNot: `^functions/(simulate|backup|restore|${ROOMS.join('|')})/` },
    },
    {
      name: 'only-handlers-build-services',
      comment:
        'Import the interface of a service (services/x/x.ts) and take the real one as a dependency; handlers.ts builds it.',
      severity: 'error',
      from: {
        path: '^functions/',
        pathNot: [
          '^functions/services/',
          '^functions/[^/]+/handlers[.]ts$',
          '^functions/api/[^/]+/handlers[.]ts$',
          '^functions/platform/((real|base)-)?services[.]ts$',
        ],
      },
      to: {
        path: '^functions/services/',
        pathNot: [SERVICE_INTERFACES, PURE_COMPANIONS],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'services-know-interfaces-only',
      comment: "Import the other service's interface (services/y/y.ts) and take the real one as a dependency.",
      severity: 'error',
      from: { path: '^functions/services/([^/]+)/' },
      to: {
        path: '^functions/services/',
        pathNot: ['^functions/services/$1/', SERVICE_INTERFACES, PURE_COMPANIONS, TABLE_CALLS],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'kubernetes-client-in-cluster',
      comment: 'Only functions/services/cluster speaks to the Kubernetes client; use the Cluster interface.',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/services/cluster/' },
      to: { path: 'node_modules/@kubernetes/client-node/|^@kubernetes/client-node' },
    },
    {
      name: 'aws-sdk-in-services',
      comment: 'Only functions/services speaks to AWS clients; use the interface of the service.',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/services/' },
      to: { path: 'node_modules/@(aws-sdk|smithy)/|^@(aws-sdk|smithy)/' },
    },
    {
      name: 'functions-import-no-infra',
      comment: 'What is deployed imports only what is deployed.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(client|infra|local|simulator|tools|test|console|cli)/' },
    },
    {
      name: 'nothing-imports-test',
      comment: 'Move what both need into the room that has it.',
      severity: 'error',
      from: { path: '^(infra|local|simulator|tools|console)/' },
      to: { path: '^test/' },
    },
    {
      name: 'client-stands-alone',
      comment: 'The client knows docs/api/openapi.json by its types, and nothing of who serves it.',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^(functions|infra|local|simulator|tools|test|console|cli)/' },
    },
    {
      name: 'console-knows-the-api-alone',
      comment: 'The console speaks to the API through client/, and knows nothing of how it is made.',
      severity: 'error',
      from: { path: '^console/', pathNot: '^console/[^/]+-plugin[.]ts$' },
      to: { path: '^(functions|infra|local|simulator|tools|test|cli)/' },
    },
    {
      name: 'cli-knows-the-client-alone',
      comment: 'The command line speaks to any installation over HTTP: it imports client and itself.',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^(functions|infra|local|simulator|tools|test|state-machines|console)/' },
    },
    {
      name: 'simulator-stands-alone',
      comment: 'The simulator knows clusters, and nothing of the product or of AWS.',
      severity: 'error',
      from: { path: '^simulator/' },
      to: { path: '^(functions|infra|tools|local)/' },
    },
    {
      name: 'deployed-code-has-dependencies',
      comment: 'Move the package from devDependencies to dependencies.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|dist|[.]build)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'require'],
    },
  },
};
