import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exportLine, readEnvironment } from './environment-file.ts';

/** `npm run --silent start:env`: the line that `npm start` has printed, for another shell. */
const STATE = join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'snapferry/local');

const HELP = `usage: eval "$(npm run --silent start:env)"

Prints the line that points curl and the aws CLI at the stack that npm start runs.

  --state DIR  the state folder of that stack (${STATE})`;

const { values } = parseArgs({
  options: { state: { type: 'string', default: STATE }, help: { type: 'boolean', short: 'h' } },
});
try {
  console.log(values.help ? HELP : exportLine(readEnvironment(values.state)));
} catch (error) {
  console.error(`snapferry: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
