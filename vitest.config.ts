import { defineConfig } from 'vitest/config';

/** What runs on dynalite in the contract ring, and once more, with the same assertions, on AWS's own DynamoDB Local. */
const ON_DYNAMODB_LOCAL = [
  'ledger',
  'ledger-upkeep',
  'ledger-purge',
  'ledger-objects',
  'catalog',
  'start-upkeep',
  'collect-resources',
  'api/backups',
  'api/restores',
  'api/in-use',
].map((suite) => `test/contract/${suite}.test.ts`);

/** One project per ring of tests: what a ring needs (root, Go, a cluster) differs, its assertions do not. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 } },
      { test: { name: 'asl', include: ['test/asl/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: 'dynamodb-local',
          include: ON_DYNAMODB_LOCAL,
          globalSetup: 'test/support/dynamodb-local/global-setup.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 } },
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 1_200_000,
          fileParallelism: false,
          maxConcurrency: 8,
        },
      },
    ],
  },
});
