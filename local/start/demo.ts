import type { App } from '../app.ts';
import type { ApiClient } from './api-client.ts';
import { follow, type OperationView } from './follow.ts';

export const CLUSTER = 'demo';
export const LOCATION = 'local';

/** Creates the location on the embedded S3 server and validates it for the cluster, unless that was done. */
export async function createLocation(api: ApiClient, { stack }: App, print: (line: string) => void): Promise<void> {
  const { s3 } = stack;
  if (!s3) throw new Error('the S3 server is not there');
  if (!(await api.find(`/v1/locations/${LOCATION}`))) {
    await api.post('/v1/locations', {
      name: LOCATION,
      type: 's3',
      s3: {
        endpoint: s3.url,
        region: s3.region,
        bucket: s3.buckets[0],
        prefix: 'snapferry',
        pathStyle: true,
        credentials: s3.credentials,
      },
    });
  }
  const { items } = await api.get<{ items: unknown[] }>(`/v1/locations?validFor=${CLUSTER}`);
  if (items.length > 0) return;
  print(`validating location ${LOCATION}, from here and from cluster ${CLUSTER}`);
  const { id } = await api.post<OperationView>(`/v1/locations/${LOCATION}/validate`, { cluster: CLUSTER });
  const ended = await follow(api, id, print);
  if (ended.phase !== 'Succeeded') throw new Error('the location is not valid');
}

/** The first backup of `shop`; where there is one, the newest, which may still be running since before a restart. */
export async function backUpShop(api: ApiClient, print: (line: string) => void): Promise<OperationView> {
  const { items } = await api.get<{ items: OperationView[] }>('/v1/backups');
  const [newest] = items;
  if (newest) {
    print(`the newest backup is "${newest.name}"`);
    return await follow(api, newest.id, print);
  }
  print('backing up namespace shop');
  const { id } = await api.post<OperationView>('/v1/backups', {
    name: 'first backup of shop',
    cluster: CLUSTER,
    locations: [LOCATION],
    selection: { namespaces: ['shop'] },
  });
  return await follow(api, id, print);
}
