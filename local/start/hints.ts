import type { Served } from '../../client/served.ts';
import { exportLine } from './environment-file.ts';

/** What is registered, as far as it is; hints show how to come by the rest. */
export interface There {
  cluster?: string;
  /** Valid for the cluster. */
  location?: string;
  /** Of the cluster, sealed, with a namespace that it holds. */
  backup?: { id: string; namespace: string };
  /** Of the cluster, with claims; none of the system's. */
  namespace?: string;
  /** The state folder, where it is not the one by default. */
  state?: string;
  /** Of the simulated cluster's admin: a file. */
  kubeconfig?: string;
}

/**
 * How to go on: every line can be pasted as it is, but for names and keys that only the reader knows, and all of them as one
 * block without harm: nothing in it stops, changes or deletes what a line before it has made.
 */
export function hints(served: Served, there: There): string {
  const { cluster = 'mine', location = 'offsite', backup } = there;
  return [
    '',
    'How to go on:',
    `# the API, its token, and the embedded services for the aws CLI; again with: eval "$(npm run --silent start:env${there.state ? ` -- --state '${there.state}'` : ''})"`,
    exportLine(served),
    FUNCTIONS,
    ...(there.cluster ? [] : registration(cluster)),
    ...(there.cluster && !there.location ? PREPARATION : []),
    ...(there.location ? [] : creation(location, cluster)),
    ...backingUp(cluster, location, there),
    ...(backup ? restoring(backup) : []),
    ...(there.kubeconfig ? looking(there.kubeconfig, backup) : []),
    '# the executions, with the aws CLI',
    'aws stepfunctions list-state-machines --output table',
    '',
    'Ctrl-C stops it; what it keeps is taken up by the next npm start.',
  ].join('\n');
}

const ENDED = 'Succeeded|Failed|Cancelled|Skipped|Missed|Deleted';

/** `follow ID` shows once a second where an operation is, until it has ended. Plain sh: they are pasted into any shell. */
const FUNCTIONS = [
  `api() { route=$1; shift; curl -sSw '\\n' -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' "$API$route" "$@"; }`,
  `follow() { until api "/v1/operations/$1" | grep -oE '"(phase|stage)":"[A-Za-z]+"' | head -2 | paste -sd' ' - | tee /dev/stderr | grep -qE '${ENDED}'; do sleep 1; done; }`,
].join('\n');

const PREPARATION = [
  '# once, as an admin of the cluster: what Snapferry needs there',
  'kubectl apply -f infra/cluster/manifests',
];

function registration(cluster: string): string[] {
  return [
    '# register a cluster: its admin makes what Snapferry needs there, and the body of the request',
    `npm run --silent cluster:credentials -- --apply --name ${cluster} > cluster.json`,
    'api /v1/clusters -d @cluster.json; rm cluster.json',
  ];
}

/** Pods of a real cluster do not reach the S3 server of this stack, which listens on loopback. */
function creation(location: string, cluster: string): string[] {
  const body = {
    name: location,
    s3: {
      endpoint: 'https://s3.example',
      bucket: 'backups',
      prefix: 'snapferry',
      credentials: { accessKeyId: 'KEY', secretAccessKey: 'SECRET' },
    },
  };
  return [
    '# create a location that the pods of the cluster reach, with your values; keep the recovery key of the answer',
    post('/v1/locations', body),
    post(`/v1/locations/${location}/recovery-key`, { acknowledged: true }),
    '# validate it, from here and from the cluster',
    ...starting('vl', post(`/v1/locations/${location}/validate`, { cluster })),
  ];
}

function backingUp(cluster: string, location: string, { backup, namespace = backup?.namespace }: There): string[] {
  const selection = { namespaces: [namespace ?? 'default'] };
  const body = { name: backup ? 'another' : 'first', cluster, locations: [location], selection };
  return [
    "# back up, and follow it to its end; api /v1/backups/$ID/cancel -d '{}' would cancel it",
    ...starting('bk', post('/v1/backups', body)),
    '# list',
    'api /v1/backups',
  ];
}

function restoring({ id, namespace }: NonNullable<There['backup']>): string[] {
  const body = { name: 'a copy', backup: id, namespaceMapping: { [namespace]: copyOf(namespace) } };
  return [`# restore into ${copyOf(namespace)}`, ...starting('rs', post('/v1/restores', body))];
}

/** A second paste of the lines would find the copy there: refused before anything is made. */
function looking(kubeconfig: string, backup: There['backup']): string[] {
  const kubectl = `kubectl --kubeconfig ${quoted(kubeconfig)}`;
  const { namespace } = backup ?? { namespace: 'shop' };
  return [
    '# look at the simulated cluster',
    ...[namespace, copyOf(namespace)].map((one) => `${kubectl} get all,pvc,configmaps -n ${one}`),
  ];
}

function copyOf(namespace: string): string {
  return `${namespace}-copy`;
}

function post(path: string, body: object): string {
  return `api ${path} -d ${quoted(JSON.stringify(body))}`;
}

/** Shows the answer, a refusal too, and follows what it has started. */
function starting(prefix: string, command: string): string[] {
  return [
    `ID=$(${command} | tee /dev/stderr | grep -oE '${prefix}-[a-z2-7]{26}' | head -1)`,
    '[ -z "$ID" ] || follow $ID',
  ];
}

/** For a shell; what is written here has no quotes of its own. */
function quoted(text: string): string {
  return `'${text}'`;
}
