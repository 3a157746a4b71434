import { type ApiClient, answered, found, type Schemas } from '../../client/client.ts';
import { stopOrders } from '../../simulator/shop-orders.ts';
import type { App } from '../app.ts';
import { follow } from './follow.ts';

export const CLUSTER = 'demo';
export const LOCATION = 'local';
/** Stops what of the shop writes while its volumes are cut. */
const RULE = 'stop-orders';

/** Creates the location on the embedded S3 server and validates it for the cluster, unless that was done. */
export async function createLocation(api: ApiClient, { stack }: App, print: (line: string) => void): Promise<void> {
  const { s3 } = stack;
  if (!s3) throw new Error('the S3 server is not there');
  const path = { name: LOCATION };
  if (!(await found(api.GET('/v1/locations/{name}', { params: { path } })))) {
    const { url: endpoint, region, buckets, credentials } = s3;
    const place = { endpoint, region, bucket: buckets[0] ?? '', prefix: 'snapferry', pathStyle: true };
    const body = { name: LOCATION, type: 's3' as const, s3: { ...place, credentials } };
    await answered(api.POST('/v1/locations', { body }));
  }
  const { items } = await answered(api.GET('/v1/locations', { params: { query: { validFor: CLUSTER } } }));
  if (items.length > 0) return;
  print(`validating location ${LOCATION}, from here and from cluster ${CLUSTER}`);
  const asked = { params: { path }, body: { cluster: CLUSTER } };
  const { id } = await answered(api.POST('/v1/locations/{name}/validate', asked));
  const ended = await follow(api, id, print);
  if (ended.phase !== 'Succeeded') throw new Error('the location is not valid');
}

/** The first backup of `shop`; where there is one, the newest, which may still be running since before a restart. */
export async function backUpShop(api: ApiClient, print: (line: string) => void): Promise<Schemas['Operation']> {
  const { items } = await answered(api.GET('/v1/backups'));
  const [newest] = items;
  if (newest) {
    print(`the newest backup is "${newest.name}"`);
    return await follow(api, newest.id, print);
  }
  if (!(await found(api.GET('/v1/rules/{name}', { params: { path: { name: RULE } } })))) {
    await answered(api.POST('/v1/rules', { body: { name: RULE, actions: [stopOrders] } }));
  }
  print(`backing up namespace shop; rule ${RULE} holds its orders up while the volumes are cut`);
  const of = { cluster: CLUSTER, locations: [LOCATION], selection: { namespaces: ['shop'] }, preExecRule: RULE };
  const { id } = await answered(api.POST('/v1/backups', { body: { name: 'first backup of shop', ...of } }));
  const ended = await follow(api, id, print);
  for (const { namespaces, seconds = 0, commandSeconds = 0 } of ended.freezes ?? []) {
    const which = namespaces.join(', ');
    print(
      `  ${which} stood still for ${seconds.toFixed(2)} s, ${commandSeconds.toFixed(2)} s of that for the commands`,
    );
  }
  return ended;
}
