import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureBrowse } from './browse.ts';
import { measureCluster, measureSmall } from './cluster.ts';
import { measureConsole } from './console.ts';
import { measureFreeze } from './freeze.ts';
import { measureFunctions } from './functions.ts';
import { measureLists } from './lists.ts';
import { measurePlanning, measureSimulation } from './planning.ts';
import { measureRetention } from './retention.ts';
import { measureSchedules } from './schedules.ts';
import { measureStart } from './start.ts';
import { type Figure, printTable } from './table.ts';
import { measureCalls, measureTransitions } from './transitions.ts';

const HELP = `usage: npm run bench -- [--only section,…] [parameters]

Prints what Snapferry costs, each figure beside its target or beside the same work done by bare kopia in this run.
Figures of seconds mean something on a quiet machine only: the load is printed before each section.

sections:
  functions    import and zip sizes of the deployed functions
  transitions  state transitions, dollars and events of a backup, in virtual time
  calls        Kubernetes API calls, in the same runs
  planning     planning many claims and collecting many objects
  simulate     simulating a backup of them, beside the bare lists of a plain client
  browse       browsing as many objects in many namespaces, beside the bare lists of a plain client
  schedules    many schedules of which some fire at one second, in real time, on the embedded stack
  lists        a page out of many records
  retention    after a success of a schedule that has kept many backups
  start        npm start
  console      sizes of the console, and how long its first page takes in Chromium
  cluster      backup, second run and restore on the real cluster, which is up (npm run cluster:up; as root)
  freeze       how long an application stands still there, beside the bare cut of the same volumes
  small        backup and second run of many small volumes there, beside one Job for each

parameters:
  --sizes      numbers of volumes of transitions and calls (1,10,100,1000)
  --claims     of planning and simulate (1000)
  --objects    of planning, simulate and browse (50000)
  --namespaces of browse (500)
  --schedules  in all (10000)
  --firing     of them, at one second (1000)
  --deliveries of one slot, of schedules (10000)
  --records    of lists (100000)
  --backups    of retention (10000)
  --volumes    of cluster, beside one (10)
  --megabytes  of each volume of cluster (302)
  --small      volumes of 5 MB, of small (30)
  --frozen     numbers of volumes of freeze (1,10,50)`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    sizes: { type: 'string', default: '1,10,100,1000' },
    claims: { type: 'string', default: '1000' },
    objects: { type: 'string', default: '50000' },
    namespaces: { type: 'string', default: '500' },
    schedules: { type: 'string', default: '10000' },
    firing: { type: 'string', default: '1000' },
    deliveries: { type: 'string', default: '10000' },
    records: { type: 'string', default: '100000' },
    backups: { type: 'string', default: '10000' },
    volumes: { type: 'string', default: '10' },
    megabytes: { type: 'string', default: '302' },
    small: { type: 'string', default: '30' },
    frozen: { type: 'string', default: '1,10,50' },
    help: { type: 'boolean', default: false },
  },
});
const sizes = values.sizes.split(',').map(Number);

const SECTIONS: Readonly<Record<string, { title: string; measure: () => Promise<Figure[]> }>> = {
  functions: { title: 'Functions', measure: measureFunctions },
  transitions: { title: 'State transitions of a backup', measure: () => measureTransitions(sizes) },
  calls: { title: 'Kubernetes API calls of a backup', measure: () => measureCalls(sizes) },
  planning: { title: 'A big cluster', measure: () => measurePlanning(Number(values.claims), Number(values.objects)) },
  simulate: {
    title: 'Simulating a backup of it',
    measure: () => measureSimulation(Number(values.claims), Number(values.objects)),
  },
  browse: {
    title: 'Browsing a cluster',
    measure: () => measureBrowse(Number(values.namespaces), Number(values.objects)),
  },
  schedules: {
    title: 'Schedules',
    measure: () => measureSchedules(Number(values.schedules), Number(values.firing), Number(values.deliveries)),
  },
  lists: { title: 'Lists', measure: () => measureLists(Number(values.records)) },
  retention: { title: 'Retention', measure: () => measureRetention(Number(values.backups)) },
  start: { title: 'npm start', measure: measureStart },
  console: { title: 'The console', measure: measureConsole },
  cluster: {
    title: 'On the real cluster, beside bare kopia',
    measure: () => measureCluster(Number(values.volumes), Number(values.megabytes)),
  },
  freeze: {
    title: 'Freeze windows on the real cluster',
    measure: () => measureFreeze(values.frozen.split(',').map(Number)),
  },
  small: { title: 'Many small volumes on the real cluster', measure: () => measureSmall(Number(values.small), 5) },
};

if (values.help) {
  console.log(HELP);
} else {
  const chosen = values.only?.split(',') ?? Object.keys(SECTIONS);
  const unknown = chosen.filter((name) => !(name in SECTIONS));
  if (unknown.length > 0) fail(`there is no section ${unknown.join(', ')}: ${Object.keys(SECTIONS).join(', ')}`);
  else for (const name of chosen) await measure(name);
}

async function measure(name: string): Promise<void> {
  const section = SECTIONS[name];
  if (!section) return;
  const load = loadavg().map((average) => average.toFixed(1));
  console.error(`measuring ${name} …`);
  try {
    printTable(`${section.title} (load ${load.join(' ')} on ${cpus().length} CPUs)`, await section.measure());
  } catch (thrown) {
    fail(`${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
