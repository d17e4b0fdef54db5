/** `npm test` and `npm run test:full`: runs vitest and closes with the plain line `N passed, N failed`. Arguments filter by file name. */
import { startVitest, type Vitest } from 'vitest/node';

type Tally = { readonly passed: number; readonly failed: number };

const DAILY_PROJECTS = ['unit', 'server', 'processes'];
const ALL_PROJECTS = [...DAILY_PROJECTS, 'full'];

const options = process.argv.slice(2);
const filters = options.filter((option) => option !== '--full');
const vitest = await startVitest('test', filters, { run: true, watch: false, project: options.includes('--full') ? ALL_PROJECTS : DAILY_PROJECTS });
const tally = count(vitest);
await vitest.close();
console.log(`${tally.passed} passed, ${tally.failed} failed`);
// A handle that a broken test left open must not keep a build waiting.
process.exit(tally.failed === 0 ? 0 : 1);

/**
 * Tests by result; one that did not run has not passed. A file or suite that broke outside its tests and an error that no test caught
 * count as failures, and so does a run that vitest calls failed for another reason, such as servers that did not start, or no test at all.
 */
function count(run: Vitest): Tally {
  let passed = 0;
  let failed = run.state.getUnhandledErrors().length;
  for (const module of run.state.getTestModules()) {
    failed += module.errors().length;
    for (const suite of module.children.allSuites()) failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      if (test.ok() && test.result().state === 'passed') passed += 1;
      else failed += 1;
    }
  }
  const brokeElsewhere = passed === 0 || Boolean(process.exitCode);
  return { passed, failed: failed === 0 && brokeElsewhere ? 1 : failed };
}
