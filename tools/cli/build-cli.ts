import { statSync } from 'node:fs';
import { buildSnapferry } from './build-snapferry.ts';

/** `npm run build:cli`. */
const file = await buildSnapferry();
console.log(`${file} (${statSync(file).size} bytes)`);
