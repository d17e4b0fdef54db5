/** `npm run check`: every fence, one after the other; all findings at once rather than the first. */
import { spawnSync } from 'node:child_process';

const FENCES = ['types', 'lint', 'layers', 'dead-code', 'tidy'];

const failed: string[] = [];
for (const fence of FENCES) {
  const startedMs = performance.now();
  const run = spawnSync('npm', ['run', '--silent', `check:${fence}`], { stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (run.status !== 0) failed.push(fence);
  console.log(`${run.status === 0 ? 'ok    ' : 'FAILED'} ${fence} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
}
if (failed.length > 0) {
  console.error(`Fences that failed: ${failed.join(', ')}. Run one alone with npm run check:NAME.`);
  process.exitCode = 1;
}
