/** `npm run cluster:status`: what runs of the cluster. Exit code 0 only if all of it does. See README.md. */
import { existsSync } from 'node:fs';
import { isNodeReady } from './api.ts';
import { runCommand } from './command.ts';
import { listDaemons } from './daemons.ts';
import { derive, settingsHelp } from './settings.ts';

const help = `usage: npm run cluster:status [-- parameters]

Prints the cluster's processes and whether its node is Ready; ends with 0 only if all is well.

${settingsHelp}`;

await runCommand(help, [], async (settings) => {
  const { facts } = derive(settings);
  const daemons = await listDaemons(settings);
  for (const { name, pid } of daemons) console.log(`${String(pid ?? 'dead').padStart(8)}  ${name}`);
  const isReady = daemons.length > 0 && (await isNodeReady(settings).catch(() => false));
  const isWell = isReady && existsSync(facts) && daemons.every(({ pid }) => pid !== undefined);
  console.log(`cluster ${settings.name} is ${isWell ? 'up' : daemons.length > 0 ? 'broken' : 'down'}`);
  if (isWell) console.log(`facts: ${facts}`);
  else process.exitCode = 1;
});
