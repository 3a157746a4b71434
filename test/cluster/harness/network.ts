import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { derive, type Settings } from './settings.ts';
import { run, succeeds } from './shell.ts';

/**
 * The node lives in a network namespace of its own. One veth pair leads from the host to the bridge in it:
 *
 *   host ── sf-<name> (.2) ═══ host0 ─┐
 *                                     cni0 (.1, the node) ── pods (.10 …)
 *
 * There is no route out and nothing masquerades, so the cluster's traffic stays in. kube-proxy's rules, the bridge and
 * the network's sysctls go with the namespace, and a second cluster needs nothing but another /24.
 */
export async function createNetwork(settings: Settings): Promise<void> {
  const { netns, hostDevice, hostAddress, address, bridge } = derive(settings);
  if (await isComplete(settings)) return;
  await removeNetwork(settings);
  await refuseForeignRoute(settings);
  await mkdir(dirname(netns), { recursive: true });
  await writeFile(netns, '');
  await run('unshare', `--net=${netns}`, 'true');
  await run('ip', 'link', 'add', hostDevice, 'type', 'veth', 'peer', 'name', 'host0', 'netns', netns);
  await inside(settings, [
    // Without an address of its own a bridge takes its lowest port's, which changes as pods come and go, and
    // whoever still knows the old one talks to nobody for half a minute.
    `ip link add ${bridge} address ${bridgeMac(settings)} type bridge`,
    `ip addr add ${address}/24 dev ${bridge}`,
    'ip link set lo up',
    `ip link set ${bridge} up`,
    `ip link set host0 master ${bridge} up`,
    // What no service translates must end here, and the node's own daemons need a route for what one does.
    `ip route add ${settings.services} dev ${bridge} src ${address}`,
    'echo 1 > /proc/sys/net/ipv4/ip_forward',
  ]);
  await run('ip', 'addr', 'add', `${hostAddress}/24`, 'dev', hostDevice);
  await run('ip', 'link', 'set', hostDevice, 'up');
}

/** Pods and node reach this address of the host as well, such as the one it has in another cluster's network. */
export async function letReach(settings: Settings, address: string): Promise<void> {
  await inside(settings, [`ip route replace ${address}/32 via ${derive(settings).hostAddress}`]);
}

export async function removeNetwork(settings: Settings): Promise<void> {
  const { netns, hostDevice } = derive(settings);
  if (await succeeds('ip', 'link', 'show', hostDevice)) await run('ip', 'link', 'del', hostDevice);
  while (await isMounted(netns)) await run('umount', netns);
}

async function isComplete(settings: Settings): Promise<boolean> {
  const { netns, hostDevice, bridge } = derive(settings);
  return (
    existsSync(netns) &&
    (await isMounted(netns)) &&
    (await succeeds('ip', 'link', 'show', hostDevice)) &&
    (await succeeds('nsenter', `--net=${netns}`, 'ip', 'route', 'get', settings.services.replace(/\/.*/, ''))) &&
    (await succeeds('nsenter', `--net=${netns}`, 'ip', 'link', 'show', bridge))
  );
}

/** A locally administered one, made of the address. */
function bridgeMac(settings: Settings): string {
  const bytes = derive(settings)
    .address.split('.')
    .map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return ['0a', '58', ...bytes].join(':');
}

async function inside(settings: Settings, commands: readonly string[]): Promise<void> {
  await run('nsenter', `--net=${derive(settings).netns}`, 'sh', '-ec', commands.join('\n'));
}

/** Another network with our addresses would be cut off, or would swallow our traffic. */
async function refuseForeignRoute(settings: Settings): Promise<void> {
  const routes = (await run('ip', '-4', 'route', 'show', 'root', `${settings.network}.0/24`)).trim();
  if (routes === '') return;
  throw new Error(
    `This machine already has a route to ${settings.network}.0/24 (${routes}): choose another --network.`,
  );
}

async function isMounted(path: string): Promise<boolean> {
  return (await readFile('/proc/self/mounts', 'utf8')).includes(` ${path} `);
}
