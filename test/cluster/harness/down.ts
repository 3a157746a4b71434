/** `npm run cluster:down`: ends the cluster and leaves the host as it was. See README.md. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { killMembers, removeCgroups } from './cgroups.ts';
import { runCommand } from './command.ts';
import { stopDaemon } from './daemons.ts';
import { unmountDisks } from './disks.ts';
import { restoreHost } from './host.ts';
import { removeNetwork } from './network.ts';
import { derive, settingsHelp } from './settings.ts';

const help = `usage: npm run cluster:down [-- --wipe] [parameters]

Ends every process of the cluster and takes back its mounts, devices, network, cgroups and sysctls, also after a crash.
Its state stays, for the next cluster:up.

  --wipe  remove its state too

${settingsHelp}`;

await runCommand(help, ['wipe'], async (settings, on) => {
  const { cgroup, facts, run } = derive(settings);
  await rm(facts, { force: true });
  // The kubelet first, so that it starts no container again; etcd with a signal that lets it write what it has, for
  // which it waits until its only client is gone.
  await stopDaemon(settings, 'kubelet', 'SIGKILL');
  await stopDaemon(settings, 'kube-apiserver', 'SIGKILL');
  await stopDaemon(settings, 'etcd', 'SIGTERM');
  await killMembers(cgroup);
  await unmountDisks(settings);
  await removeNetwork(settings);
  await removeCgroups(cgroup);
  await restoreHost(settings);
  await rm(join(settings.root, 'processes'), { recursive: true, force: true });
  await rm(run, { recursive: true, force: true });
  if (on.wipe) await rm(settings.root, { recursive: true, force: true });
  console.log(`cluster ${settings.name} is down`);
});
