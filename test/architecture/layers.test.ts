/**
 * The layer fence bites: a small tree with one bad import per rule is cruised with the real configuration.
 * Each bad edge has to be refused by its rule, and the good edges beside it by none.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

type Violation = { readonly rule: { readonly name: string }; readonly from: string; readonly to: string };

const ROOT = resolve(import.meta.dirname, '../..');
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');

/** Imports of the tree: from, statement, and the rule that has to refuse it (none: the import is fine). */
const EDGES: readonly (readonly [from: string, statement: string, refusedBy: string | null])[] = [
  ['src/core/good.ts', "import { DateTime } from 'luxon'; import type { Money } from './money.ts';", null],
  ['src/core/reads-adapter.ts', "import type { Row } from '#adapters/db/rows.ts';", 'core-imports-core'],
  ['src/core/reads-package.ts', "import { z } from 'zod';", 'core-imports-core'],
  ['src/core/reads-builtin.ts', "import { createHash } from 'node:crypto';", 'core-imports-core'],
  ['src/contracts/good.ts', "import type { Money } from '#core/money.ts'; import type { Circumstances } from '#core/compliance/circumstances.ts';", null],
  ['src/contracts/reads-package.ts', "import { z } from 'zod';", 'contracts-import-types'],
  ['src/contracts/reads-judgement.ts', "import { decide } from '#core/account/decide.ts';", 'contracts-take-no-core-code'],
  ['workflows/good.ts', "import { sleep } from '@temporalio/workflow'; import { apply } from '#core/account/apply.ts'; import { NAMES } from '#contracts/names.ts';", null],
  ['workflows/reads-activity.ts', "import type { send } from '#activities/send.ts';", 'workflows-import-contracts'],
  ['workflows/reads-judgement.ts', "import { decide } from '#core/account/decide.ts';", 'workflows-import-contracts'],
  ['workflows/reads-judgement-type.ts', "import type { Circumstances } from '#core/compliance/circumstances.ts';", 'workflows-import-contracts'],
  ['workflows/reads-package.ts', "import { DateTime } from 'luxon';", 'workflows-import-contracts'],
  ['workflows/reads-builtin.ts', "import { randomUUID } from 'node:crypto';", 'workflows-import-contracts'],
  ['src/core/account/apply-good.ts', "import { sum } from '../money.ts'; import type { Circumstances } from '../compliance/circumstances.ts';", null],
  ['src/core/account/apply-judging.ts', "import { decide } from './decide.ts';", 'fold-imports-fold'],
  ['src/core/account/apply-time.ts', "import { DateTime } from 'luxon';", 'fold-imports-fold'],
  ['src/adapters/good.ts', "import { NAMES } from '#contracts/names.ts'; import { z } from 'zod'; import { createHash } from 'node:crypto';", null],
  ['src/adapters/reads-api.ts', "import { serve } from '#api/serve.ts';", 'adapters-import-inwards'],
  ['src/adapters/reads-activity.ts', "import { send } from '#activities/send.ts';", 'adapters-import-inwards'],
  ['activities/good.ts', "import { rows } from '#adapters/db/rows.ts'; import { decide } from '#core/account/decide.ts';", null],
  ['activities/reads-workflow.ts', "import { accountWorkflow } from '#workflows/account.ts';", 'activities-import-inwards'],
  ['activities/reads-api.ts', "import { serve } from '#api/serve.ts';", 'activities-import-inwards'],
  ['activities/reads-runtime.ts', "import { start } from '#runtime/start.ts';", 'activities-import-inwards'],
  ['src/api/good.ts', "import { rows } from '#adapters/db/rows.ts'; import { clock } from '#adapters/clock.ts'; import { z } from 'zod';", null],
  ['src/api/reads-inbound.ts', "import { parse } from '#adapters/sms/webhook.ts'; import { read } from '#adapters/email/parse-inbound.ts';", null],
  ['src/api/reads-sender.ts', "import { sms } from '#adapters/sms/sms.ts';", 'api-imports-inwards'],
  ['src/api/reads-letter.ts', "import { letter } from '#adapters/letter/letter.ts';", 'api-imports-inwards'],
  ['src/api/reads-activity.ts', "import { send } from '#activities/send.ts';", 'api-imports-inwards'],
  ['src/api/reads-worker.ts', "import { Worker } from '@temporalio/worker';", 'inner-code-runs-no-worker'],
  ['src/cli/good.ts', "import { config } from '#config'; import { start } from '#runtime/start.ts'; import { sms } from '#adapters/sms/sms.ts';", null],
  ['src/cli/reads-web.ts', "import { page } from '../../web/page.ts';", 'nobody-imports-web'],
  ['src/runtime/reads-web.ts', "import { page } from '../../web/page.ts';", 'nobody-imports-web'],
  ['src/rehearsal/good.ts', "import { config } from '#config'; import { start } from '#runtime/start.ts';", null],
  ['src/rehearsal/starts-sandbox.ts', "import { sandbox } from '#sandbox/sandbox.ts';", null],
  ['src/sandbox/good.ts', "import { sms } from '#adapters/sms/sms.ts'; import { clock } from '#adapters/clock.ts'; import { sum } from '#core/money.ts'; import { NAMES } from '#contracts/names.ts';", null],
  ['src/sandbox/reads-database.ts', "import { rows } from '#adapters/db/rows.ts';", 'sandbox-imports-inwards'],
  ['src/sandbox/reads-api.ts', "import type { serve } from '#api/serve.ts';", 'sandbox-imports-inwards'],
  ['src/api/reads-sandbox.ts', "import { sandbox } from '#sandbox/sandbox.ts';", 'sandbox-stays-outside'],
  ['activities/reads-sandbox.ts', "import { sandbox } from '#sandbox/sandbox.ts';", 'sandbox-stays-outside'],
  ['src/adapters/reads-config.ts', "import { config } from '#config';", 'config-is-read-outside'],
  ['src/api/reads-config.ts', "import { config } from '#config';", 'config-is-read-outside'],
  ['src/runtime/reads-test.ts', "import { double } from '../../test/double.ts';", 'shipped-code-stands-alone'],
  ['src/runtime/reads-dev-package.ts', "import { test } from 'vitest';", 'shipped-code-needs-dependencies'],
  ['src/runtime/vitest-global-setup.ts', "import { test } from 'vitest';", null],
  ['src/newcomer/anything.ts', "import { sum } from '#core/money.ts';", 'every-folder-is-a-layer'],
  ['src/runtime/reads-nothing-there.ts', "import { gone } from './gone.ts';", 'imports-resolve'],
  ['src/runtime/circle-a.ts', "import { b } from './circle-b.ts';", 'no-cycles'],
];

/** Files that are only imported; each exports one thing. */
const IMPORTED = [
  'src/core/money.ts', 'src/core/compliance/circumstances.ts', 'src/core/account/decide.ts', 'src/core/account/apply.ts', 'src/contracts/names.ts',
  'src/adapters/db/rows.ts', 'src/adapters/clock.ts', 'src/adapters/sms/sms.ts', 'src/adapters/sms/webhook.ts', 'src/adapters/email/parse-inbound.ts', 'src/adapters/letter/letter.ts', 'src/api/serve.ts', 'src/sandbox/sandbox.ts', 'src/config.ts',
  'src/runtime/start.ts', 'activities/send.ts', 'workflows/account.ts', 'web/page.ts', 'test/double.ts',
];
const DEPENDENCIES = ['luxon', 'zod', '@temporalio/workflow', '@temporalio/worker'];
const DEV_DEPENDENCIES = ['vitest'];

describe('the layer fence', () => {
  let tree = '';
  let violations: readonly Violation[] = [];

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'dunwell-layers-'));
    plant(tree);
    violations = cruise(tree);
  }, 60_000);

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  for (const [from, statement, refusedBy] of EDGES) {
    test(`${from}: ${statement} is ${refusedBy === null ? 'fine' : `refused by ${refusedBy}`}`, () => {
      const rules = violations.filter((violation) => violation.from === from).map((violation) => violation.rule.name);
      if (refusedBy === null) expect(rules).toEqual([]);
      else expect(rules).toContain(refusedBy);
    });
  }

  test('a file that nobody imports is refused', () => {
    expect(violations.filter((violation) => violation.rule.name === 'no-orphans').map((violation) => violation.from)).toEqual(['src/runtime/lonely.ts']);
  });

  test('every rule of the configuration has an edge here that it refuses', () => {
    const rules = [...readFileSync(CONFIG, 'utf8').matchAll(/(?:layer\(|name: )'([a-z-]+)'/g)].map((match) => match[1]);
    expect(rules.length).toBeGreaterThan(10);
    expect([...new Set(violations.map((violation) => violation.rule.name))].sort()).toEqual([...new Set(rules)].sort());
  });
});

function plant(tree: string): void {
  const product = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { imports: unknown };
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  write(tree, 'package.json', JSON.stringify({
    name: 'fixture', type: 'module', imports: product.imports, dependencies: versions(DEPENDENCIES), devDependencies: versions(DEV_DEPENDENCIES),
  }));
  write(tree, 'tsconfig.json', readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  for (const name of [...DEPENDENCIES, ...DEV_DEPENDENCIES]) {
    write(tree, `node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', type: 'module', main: 'index.js' }));
    write(tree, `node_modules/${name}/index.js`, 'export {};\n');
  }
  for (const path of IMPORTED) write(tree, path, 'export const thing = 1;\n');
  write(tree, 'src/runtime/lonely.ts', 'export const lonely = 1;\n');
  // A cycle is reported once, at its first file.
  write(tree, 'src/runtime/circle-b.ts', "import { a } from './circle-a.ts';\nexport const b = a;\n");
  for (const [from, statement] of EDGES) write(tree, from, `${statement}\nexport const used = 1;\n`);
}

function write(tree: string, path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

function cruise(tree: string): Violation[] {
  const run = spawnSync(process.execPath, [join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '--config', CONFIG, '-T', 'json', '.'], {
    cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024,
  });
  if (!run.stdout.startsWith('{')) throw new Error(`dependency-cruiser gave no result: ${run.stderr}`);
  return (JSON.parse(run.stdout) as { summary: { violations: Violation[] } }).summary.violations;
}
