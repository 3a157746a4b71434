/** A simulator in a process of its own, for a test to kill: `node simulator-child.ts <root>` prints its URL. */
import { startSimulator } from '../../simulator/simulator.ts';

const [, , root = ''] = process.argv;
const simulator = await startSimulator({ root });
process.stdout.write(`${simulator.url} ${simulator.caData} ${simulator.token('tester')}\n`);
