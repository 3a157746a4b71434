import { pathToFileURL } from 'node:url';
import { ensureSnapferry } from './build-snapferry.ts';

/** `npm run cli -- …`: the command line of this clone, made anew where it is older than its sources. */
const file = await ensureSnapferry();
// npm changes to the folder of package.json; files that are named are those of where it was called
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
process.argv[1] = file;
await import(pathToFileURL(file).href);
