import path from 'node:path';
import { ensureConsole } from './build.ts';
import { printSizes } from './sizes.ts';

/** `npm run build:console` */
const root = path.resolve(import.meta.dirname, '../..');
printSizes(await ensureConsole(root));
