import { parseArgs } from 'node:util';
import { measureFunctions } from './functions.ts';
import { measureStart } from './start.ts';
import { type Figure, printTable } from './table.ts';

const HELP = `usage: npm run bench -- [--only section,…]

Prints what Snapferry costs, each figure beside its target or beside the same work done by bare kopia in this run.
Sections: functions (import and zip sizes), start (npm start).`;

const SECTIONS: Readonly<Record<string, { title: string; measure: () => Promise<Figure[]> }>> = {
  functions: { title: 'Functions', measure: measureFunctions },
  start: { title: 'npm start', measure: measureStart },
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(SECTIONS).join(',') },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
} else {
  for (const name of values.only.split(',')) {
    const section = SECTIONS[name];
    if (!section) throw new Error(`there is no section ${name}: ${Object.keys(SECTIONS).join(', ')}`);
    console.error(`measuring ${name} …`);
    printTable(section.title, await section.measure());
  }
}
