import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { stateMachines } from './console/state-machines-plugin.ts';
import { LongestFirst } from './test/support/longest-first.ts';

/** What runs on dynalite in the contract ring, and once more, with the same assertions, on AWS's own DynamoDB Local. */
const ON_DYNAMODB_LOCAL = [
  'ledger',
  'ledger-upkeep',
  'ledger-purge',
  'ledger-objects',
  'ledger-of-cluster',
  'catalog',
  'start-upkeep',
  'collect-resources',
  'api/backups',
  'api/restores',
  'api/in-use',
].map((suite) => `test/contract/${suite}.test.ts`);

/**
 * What takes the cluster's API server or S3 away, or counts what all of the storage holds: nothing else may run on that cluster
 * meanwhile. What everything else there makes, and looks at, is in namespaces of its own.
 */
const ALONE = ['test/cluster/harness.test.ts'];
const ON_A_CLUSTER = { testTimeout: 1_200_000, hookTimeout: 1_200_000, maxConcurrency: 8 };

/**
 * Files at a time. vitest's own number is one fewer than there are cores, which leaves one of two idle. A file waits now and then
 * (for a kopia, for Python, for the clock of a server): with two more than there are cores they were idle for a seventh of a run.
 */
const WORKERS = availableParallelism() + 4;

/** Limits find what hangs, and nothing else: a machine that is ten times as slow keeps them. */
const LIMITS = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 30_000 } } };

/**
 * Files of a ring that get one worker after another share its process: to load the AWS SDK, zod and the functions takes a second,
 * as long as many a file's tests. So a file leaves nothing behind: what it starts it stops, what it sets in `process.env` it gives back.
 */
const SHARED = { isolate: false };

/** One project per ring of tests: what a ring needs (root, Go, a cluster) differs, its assertions do not. */
export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        // What the console knows of the state machines is made by its build.
        plugins: [stateMachines(import.meta.dirname)],
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...SHARED, ...LIMITS },
      },
      { test: { name: 'asl', include: ['test/asl/**/*.test.ts'], ...SHARED, ...LIMITS } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...SHARED, ...LIMITS } },
      { test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], ...LIMITS, testTimeout: 300_000 } },
      {
        test: {
          name: 'dynamodb-local',
          include: ON_DYNAMODB_LOCAL,
          globalSetup: 'test/support/dynamodb-local/global-setup.ts',
          ...SHARED,
          ...LIMITS,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          ...LIMITS,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'console',
          include: ['test/console/**/*.test.ts'],
          globalSetup: 'test/console/harness/chromium.ts',
          ...LIMITS,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Each has a stack and a browser of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          exclude: ALONE,
          ...ON_A_CLUSTER,
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { name: 'cluster-alone', include: ALONE, ...ON_A_CLUSTER, fileParallelism: false } },
    ],
  },
});
