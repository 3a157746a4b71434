import { checkNode, ensureInstalled, node24, root, runOrExit } from './install.mjs';

/**
 * `npm test`: installs what it needs, builds the tools, runs every ring that needs no root, no cluster and no other language's tools.
 * `npm test -- --project unit` runs that ring alone: no tools, seconds. Other arguments are vitest's.
 */
const RINGS = ['unit', 'asl', 'contract', 'e2e'];
const WITHOUT_TOOLS = new Set(['unit', 'asl']);

const given = process.argv.slice(2);
const named = given.flatMap((argument, n) =>
  argument === '--project' ? (given[n + 1] ?? []) : argument.startsWith('--project=') ? argument.slice(10) : [],
);

checkNode();
await ensureInstalled();
if (named.length === 0 || named.some((ring) => !WITHOUT_TOOLS.has(ring))) runOrExit(node24, ['tools/build/build.ts']);
const rings = named.length === 0 ? RINGS.flatMap((ring) => ['--project', ring]) : [];
runOrExit(node24, [`${root}/node_modules/vitest/vitest.mjs`, 'run', ...rings, ...given]);
