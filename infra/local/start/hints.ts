/** What the stack is, as far as a shell has to know it. */
export interface Served {
  api: string;
  token: string;
  environment: Record<string, string>;
}

/** What is registered, as far as it is; hints show how to come by the rest. */
export interface There {
  cluster?: string;
  /** Valid for the cluster. */
  location?: string;
  /** Of the cluster, sealed, with a namespace that it holds. */
  backup?: { id: string; namespace: string };
}

const AWS_VARIABLES = [
  'AWS_ENDPOINT_URL_SFN',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
];

/** How to go on: every line can be pasted as it is, but for names and keys that only the reader knows. */
export function hints({ api, token, environment }: Served, there: There): string {
  const { cluster = 'mine', location = 'offsite', backup } = there;
  const aws = AWS_VARIABLES.map((name) => `${name}=${environment[name]}`).join(' ');
  return [
    '',
    'How to go on:',
    `export API=${api} TOKEN=${token}`,
    ...(there.cluster ? [] : registration(cluster)),
    ...(there.cluster && !there.location ? PREPARATION : []),
    ...(there.location ? [] : creation(location, cluster)),
    ...backingUp(cluster, location, backup),
    ...(backup ? restoring(backup) : []),
    '',
    'The executions and the records, with the aws CLI:',
    `export ${aws}`,
    '',
    'Ctrl-C stops it; what it keeps is taken up by the next npm start.',
  ].join('\n');
}

const PREPARATION = [
  '# once, as an admin of the cluster: what Snapferry needs there',
  'kubectl apply -f infra/cluster/manifests',
];

function registration(cluster: string): string[] {
  return [
    '# register a cluster: its admin makes what Snapferry needs there, and the body of the request',
    `npm run --silent cluster:credentials -- --apply --name ${cluster} > cluster.json`,
    post('/v1/clusters', '@cluster.json'),
    'rm cluster.json',
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
    post('/v1/locations', quoted(body)),
    post(`/v1/locations/${location}/recovery-key`, quoted({ acknowledged: true })),
    '# validate it, from here and from the cluster',
    starting('vl', post(`/v1/locations/${location}/validate`, quoted({ cluster }))),
    get('/v1/operations/$ID'),
  ];
}

function backingUp(cluster: string, location: string, newest: There['backup']): string[] {
  const selection = { namespaces: [newest?.namespace ?? 'default'] };
  const body = { name: newest ? 'another' : 'first', cluster, locations: [location], selection };
  return [
    '# back up, follow, cancel',
    starting('bk', post('/v1/backups', quoted(body))),
    get('/v1/operations/$ID'),
    post('/v1/backups/$ID/cancel', quoted({})),
    '# list',
    get('/v1/backups'),
  ];
}

function restoring({ id, namespace }: NonNullable<There['backup']>): string[] {
  const body = { name: 'a copy', backup: id, namespaceMapping: { [namespace]: `${namespace}-copy` } };
  return [`# restore into ${namespace}-copy`, starting('rs', post('/v1/restores', quoted(body)))];
}

function get(path: string): string {
  return `curl -sSw '\\n' -H "authorization: Bearer $TOKEN" $API${path}`;
}

function post(path: string, data: string): string {
  const headers = `-H "authorization: Bearer $TOKEN" -H 'content-type: application/json'`;
  return `curl -sSw '\\n' -X POST ${headers} $API${path} -d ${data}`;
}

/** Shows the answer, a refusal too, and keeps the id in it for the lines that follow. */
function starting(prefix: string, command: string): string {
  return `ID=$(${command} | tee /dev/stderr | grep -oE '${prefix}-[a-z2-7]{26}' | head -1)`;
}

/** For a shell; what is written here has no quotes of its own. */
function quoted(body: object): string {
  return `'${JSON.stringify(body)}'`;
}
