import { run } from './run.ts';
import { systemShell } from './shell.ts';

declare const SNAPFERRY_VERSION: string;

// `snapferry get backups | head`: who reads has had enough
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(systemShell(), process.argv.slice(2), SNAPFERRY_VERSION);
