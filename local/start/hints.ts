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
    `# the API, its token, and the embedded services for the aws CLI; in another shell: eval "$(npm run --silent start:env${there.state ? ` -- --state '${there.state}'` : ''})"`,
    exportLine(served),
    COMMAND,
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

/** Plain sh: it is pasted into any shell. */
const COMMAND = `snapferry() { npm run --silent cli -- "$@"; }`;

const PREPARATION = [
  '# once, as an admin of the cluster: what Snapferry needs there',
  'kubectl apply -f infra/cluster/manifests',
];

function registration(cluster: string): string[] {
  return [
    '# register a cluster: its admin makes what Snapferry needs there, and its credentials',
    `npm run --silent cluster:credentials -- --apply --name ${cluster} | snapferry cluster register -f -`,
  ];
}

/** Pods of a real cluster do not reach the S3 server of this stack, which listens on loopback. */
function creation(location: string, cluster: string): string[] {
  return [
    '# create a location that the pods of the cluster reach, with your values; keep the recovery key that it prints',
    `AWS_ACCESS_KEY_ID=KEY AWS_SECRET_ACCESS_KEY=SECRET snapferry location create ${location} --endpoint https://s3.example --bucket backups --prefix snapferry`,
    `snapferry location recovery-key ${location} --acknowledge`,
    '# validate it, from here and from the cluster',
    `snapferry location validate ${location} -c ${cluster} --wait`,
  ];
}

function backingUp(cluster: string, location: string, { backup, namespace = backup?.namespace }: There): string[] {
  const name = backup ? 'another' : 'first';
  return [
    '# back up, and follow it to its end; Ctrl-C leaves it running, and says how it is cancelled',
    `snapferry backup create ${name} -c ${cluster} -L ${location} -n ${namespace ?? 'default'} --wait`,
    '# list',
    'snapferry get backups',
  ];
}

function restoring({ id, namespace }: NonNullable<There['backup']>): string[] {
  const mapping = `${namespace}=${copyOf(namespace)}`;
  return [
    `# restore into ${copyOf(namespace)}`,
    `snapferry restore create 'a copy' --from ${id} --map ${mapping} --wait`,
  ];
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

/** For a shell; what is written here has no quotes of its own. */
function quoted(text: string): string {
  return `'${text}'`;
}
