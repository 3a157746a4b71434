import { parseArgs } from 'node:util';
import { defaultStateFolder, type Served } from '../../client/served.ts';
import { exportLine, readEnvironment, withScope } from './environment-file.ts';

/** `npm run --silent start:env`: the line that `npm start` has printed, for another shell. */
const STATE = defaultStateFolder(process.env);

const HELP = `usage: eval "$(npm run --silent start:env)"

Prints the line that points curl and the aws CLI at the stack that npm start runs.

  --state DIR    the state folder of that stack (${STATE})
  --scope SCOPE  with a token that carries read, operate or admin only; without, one that carries all of them`;

const { values } = parseArgs({
  options: {
    state: { type: 'string', default: STATE },
    scope: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
try {
  if (values.help) console.log(HELP);
  else console.log(exportLine(withScope(await readServing(values.state), values.scope)));
} catch (error) {
  console.error(`snapferry: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

/** @throws Error with one sentence where nothing serves any more: its addresses would lead nowhere */
async function readServing(state: string): Promise<Served> {
  const served = readEnvironment(state);
  const answer = await fetch(served.api, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  if (!answer) throw new Error(`nothing answers at ${served.api}: npm start first`);
  await answer.body?.cancel();
  return served;
}
