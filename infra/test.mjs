import { checkNode, ensureInstalled, node24, root, runOrExit } from './install.mjs';

/** `npm test`: installs what it needs, builds the tools, runs every ring that needs no root and no cluster. */
const RINGS = ['unit', 'asl', 'contract', 'dynamodb-local', 'e2e'];

checkNode();
await ensureInstalled();
runOrExit(node24, ['infra/local/tools/build.ts']);
const rings = RINGS.flatMap((ring) => ['--project', ring]);
runOrExit(node24, [`${root}/node_modules/vitest/vitest.mjs`, 'run', ...rings, ...process.argv.slice(2)]);
