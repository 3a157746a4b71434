import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { derive, type Settings } from './settings.ts';

/** Reads a path of the cluster's API as its admin; for polling, where starting kubectl every time would cost seconds. */
export async function readApi(settings: Settings, path: string): Promise<string> {
  return await callApi(settings, 'GET', path);
}

async function callApi(settings: Settings, method: 'GET' | 'DELETE', path: string): Promise<string> {
  const { keys, apiServer } = derive(settings);
  const [ca, cert, key] = await Promise.all(['ca.crt', 'admin.crt', 'admin.key'].map((f) => readFile(join(keys, f))));
  return await new Promise((resolve, reject) => {
    const options = { method, ca, cert, key, agent: false, timeout: 5_000 };
    const call = request(`${apiServer}${path}`, options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${body}`));
      });
    });
    call.on('timeout', () => call.destroy(new Error(`${path}: no answer within 5 s`)));
    call.on('error', reject).end();
  });
}

export async function isApiReady(settings: Settings): Promise<boolean> {
  return (await readApi(settings, '/readyz')) === 'ok';
}

/**
 * Whether the node is Ready and its kubelet has said so since `since` (ms): the API keeps the word of one that died.
 */
export async function isNodeReady(settings: Settings, since = 0): Promise<boolean> {
  const lease = JSON.parse(
    await readApi(settings, `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${settings.node}`),
  ) as { spec: { renewTime: string } };
  if (Date.parse(lease.spec.renewTime) < since) return false;
  const node = JSON.parse(await readApi(settings, `/api/v1/nodes/${settings.node}`)) as {
    status: { conditions?: { type: string; status: string }[] };
  };
  return node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** Forgets which CSI drivers the kubelet had taken up, so that `areDriversRegistered` speaks of the one about to start. */
export async function forgetDrivers(settings: Settings): Promise<void> {
  const missing = (error: unknown) => error instanceof Error && error.message.includes(': 404 ');
  await callApi(settings, 'DELETE', `/apis/storage.k8s.io/v1/csinodes/${settings.node}`).catch((error: unknown) => {
    if (!missing(error)) throw error;
  });
}

/** Whether the kubelet has taken up every CSI driver. */
export async function areDriversRegistered(settings: Settings): Promise<boolean> {
  const csiNode = JSON.parse(await readApi(settings, `/apis/storage.k8s.io/v1/csinodes/${settings.node}`)) as {
    spec: { drivers: { name: string }[] | null };
  };
  const registered = (csiNode.spec.drivers ?? []).map(({ name }) => name);
  return settings.drivers.every((driver) => registered.includes(driver));
}
