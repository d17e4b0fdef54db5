import { configDefaults, defineConfig } from 'vitest/config';

/** Folders whose tests run on plain data or bring up what they need themselves; every other folder gets the shared servers. */
const UNIT_TESTS = ['architecture', 'adapters', 'adapters-letter', 'cadence', 'core', 'import', 'properties', 'reference', 'runtime', 'sandbox', 'scenarios']
  .map((folder) => `test/${folder}/**/*.test.ts`);
/** Folders whose tests start, kill and restart servers and processes of their own: they come last, when nothing else wants the cores. */
const PROCESS_TESTS = ['cli', 'faults'].map((folder) => `test/${folder}/**/*.test.ts`);
const FULL_TESTS = ['test/**/*.full.test.ts'];
const QUIET = './test/support/quiet-temporal.ts';
const SHARED_SERVERS = './src/runtime/vitest-global-setup.ts';

/** Two workers suit two cores: the servers and the workflow sandbox run beside them. */
const PROCESSES = { pool: 'forks', maxWorkers: 2 } as const;

export default defineConfig({
  test: {
    ...PROCESSES,
    projects: [
      {
        test: {
          ...PROCESSES, name: 'unit', include: UNIT_TESTS, exclude: [...configDefaults.exclude, ...FULL_TESTS],
          testTimeout: 20_000, sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...PROCESSES, name: 'server', include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, ...UNIT_TESTS, ...PROCESS_TESTS, ...FULL_TESTS],
          globalSetup: SHARED_SERVERS, setupFiles: QUIET, testTimeout: 60_000, hookTimeout: 60_000, sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...PROCESSES, name: 'processes', include: PROCESS_TESTS, exclude: [...configDefaults.exclude, ...FULL_TESTS],
          testTimeout: 180_000, hookTimeout: 180_000, sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...PROCESSES, name: 'full', include: FULL_TESTS, globalSetup: SHARED_SERVERS, setupFiles: QUIET,
          testTimeout: 900_000, hookTimeout: 180_000, sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
