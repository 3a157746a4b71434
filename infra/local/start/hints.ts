import type { App } from '../app.ts';
import { CLUSTER, LOCATION } from './demo.ts';

/** How to go on: every line can be pasted as it is. */
export function hints({ stack, token }: App, backupId: string | undefined): string {
  const { AWS_ENDPOINT_URL_SFN: sfn, AWS_ENDPOINT_URL_DYNAMODB: dynamodb } = stack.environment;
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
    'With the aws CLI (credentials: any):',
    `export AWS_ENDPOINT_URL_SFN=${sfn} AWS_ENDPOINT_URL_DYNAMODB=${dynamodb}`,
    '',
    `Snapferry serves at ${stack.url(token)}`,
    'Ctrl-C stops it; what it keeps is taken up by the next npm start.',
  ].join('\n');
}
