import type { App } from '../app.ts';
import { CLUSTER, LOCATION } from './demo.ts';

const AWS_VARIABLES = [
  'AWS_ENDPOINT_URL_SFN',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
];

/** How to go on: every line can be pasted as it is. */
export function hints({ stack, token }: App, backupId: string | undefined): string {
  const aws = AWS_VARIABLES.map((name) => `${name}=${stack.environment[name]}`).join(' ');
  const api = stack.endpoints.api;
  const post = (path: string, body: string) =>
    `curl -sX POST -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' $API${path} -d '${body}'`;
  const get = (path: string) => `curl -s -H "authorization: Bearer $TOKEN" $API${path}`;
  const backup = `{"name":"another","cluster":"${CLUSTER}","locations":["${LOCATION}"],"selection":{"namespaces":["shop"]}}`;
  const restore = `{"name":"a copy","backup":"${backupId ?? '<id>'}","namespaceMapping":{"shop":"shop-copy"}}`;
  return [
    '',
    `export API=${api} TOKEN=${token}`,
    `${get('/v1/backups')}                    # list`,
    post('/v1/backups', backup),
    post('/v1/restores', restore),
    `${get('/v1/operations/<id>')}            # follow any operation`,
    post('/v1/backups/<id>/cancel', '{}'),
    '',
    'The executions and the records, with the aws CLI:',
    `export ${aws}`,
    '',
    `Snapferry serves at ${stack.url(token)}`,
    'Ctrl-C stops it; what it keeps is taken up by the next npm start.',
  ].join('\n');
}
