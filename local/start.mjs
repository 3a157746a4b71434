// Plain JavaScript for whatever Node the host has: installs what is missing, then runs the stack under the Node 24 of the
// project's own devDependencies.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
// Not `{ parseArgs }`: a Node that does not have it would end here, before it is told that it is too old.
import util from 'node:util';
import { checkNode, ensureInstalled, node24, root } from '../tools/install.mjs';

const STATE = join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'snapferry/local');
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'snapferry');

// Young objects in MB: by default V8 lets them grow to what is a third of the memory of the whole stack.
const YOUNG = '--max-semi-space-size=8';

const HELP = `usage: npm start -- [options]

Runs all of Snapferry on this machine: API, state machines, tables, an S3 server and, unless you bring a cluster, a
simulated Kubernetes cluster with a namespace "shop". It takes a first backup and prints how to go on.

  --port N           port of the HTTP API on 127.0.0.1 (7420)
  --kubeconfig FILE  register this cluster instead of the simulated one; no demo
  --no-demo          register nothing, take no backup
  --state DIR        where everything is kept (${STATE})
  --reset            forget what is kept there, and start anew; only a folder that Snapferry has made
  --help             this text`;

function readOptions() {
  const { values } = util.parseArgs({
    options: {
      port: { type: 'string', default: '7420' },
      kubeconfig: { type: 'string' },
      'no-demo': { type: 'boolean', default: false },
      state: { type: 'string', default: STATE },
      reset: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65535)
    throw new Error(`--port ${values.port} is no port`);
  return values;
}

function fail(error) {
  console.error(`snapferry: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

function run(options) {
  const child = spawn(
    node24,
    [YOUNG, join(root, 'local/start/main.ts'), JSON.stringify({ ...options, defaultState: STATE })],
    {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      // The AWS SDK and the engine are a second of compiling, the first time.
      env: { NODE_COMPILE_CACHE: join(CACHE, 'compiled'), ...process.env },
    },
  );
  // The terminal sends Ctrl-C to both; what is sent to this process alone is passed on. The child also ends when the
  // channel to it breaks, so that it never outlives this process.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  child.on('exit', (code, signal) => {
    if (signal !== null)
      console.error(`snapferry: the stack was ended by ${signal}; npm start takes up what was in flight`);
    process.exit(code ?? 1);
  });
}

checkNode();
try {
  const options = readOptions();
  if (options.help) {
    console.log(HELP);
  } else {
    await ensureInstalled();
    run(options);
  }
} catch (error) {
  fail(error);
}
