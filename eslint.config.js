// Fence for the editor: what may not be written where. Who may import whom is fenced by .dependency-cruiser.cjs alone.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const PURE_CODE = ['src/core/**/*.ts', 'src/contracts/**/*.ts'];
const WORKFLOW_CODE = ['workflows/**/*.ts'];
const SHIPPED_CODE = ['src/**/*.ts', 'workflows/**/*.ts', 'activities/**/*.ts'];

const NO_MODULE_STATE = {
  selector: ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind=/^(let|var)$/]',
  message: 'State of a module outlives the run that made it. Pass it in and return it.',
};
const NO_TIME_OF_ITS_OWN = {
  selector: ':matches(NewExpression, CallExpression)[callee.name="Date"][arguments.length=0]',
  message: 'Time comes in as an argument (`now`), never from the host.',
};
const NO_HOST_ZONE = {
  selector: 'CallExpression > MemberExpression.callee > Identifier.property[name=/^([gs]et(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)|getTimezoneOffset|toLocale\\w*|toDateString|toTimeString)$/]',
  message: 'This answers in the zone or language of the host. Use core/local-time with an explicit zone.',
};
const NO_HOST_ZONE_IN_LUXON = {
  selector: 'CallExpression[callee.object.name=/^(DateTime|Interval|Settings)$/][callee.property.name=/^(now|local|fromJSDate)$/]',
  message: 'Luxon takes the time and zone of the host here. Use core/local-time with `now` and an explicit zone.',
};
const NO_CHANCE = {
  object: 'Math', property: 'random', message: 'The same input must give the same answer: derive a spread from core/account/stable-hash.',
};
const NO_HOST_CLOCK = { object: 'Date', property: 'now', message: 'Time comes in as an argument (`now`), never from the host.' };
const NO_PROCESS_ENV = { object: 'process', property: 'env', message: 'Settings are read once, in src/config.ts; take them as arguments.' };
const NO_PROCESS_ENV_BY_NAME = { name: 'node:process', importNames: ['env'], message: NO_PROCESS_ENV.message };

export default defineConfig(
  { ignores: ['node_modules/', 'var/', 'coverage/', 'src/adapters/db/generated/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An async function without await still turns a throw into a rejection, which is what a port promises.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-empty': 'error',
      'no-restricted-imports': ['error', NO_PROCESS_ENV_BY_NAME],
      'no-restricted-properties': ['error', NO_PROCESS_ENV],
    },
  },
  {
    files: SHIPPED_CODE,
    rules: {
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: PURE_CODE,
    rules: {
      'no-restricted-properties': ['error', NO_PROCESS_ENV, NO_CHANCE, NO_HOST_CLOCK],
      'no-restricted-syntax': ['error', NO_MODULE_STATE, NO_TIME_OF_ITS_OWN, NO_HOST_ZONE, NO_HOST_ZONE_IN_LUXON],
    },
  },
  {
    // Temporal's sandbox answers Date.now() with the time of the run, so a workflow may read it; everything else of the host stays out.
    files: WORKFLOW_CODE,
    rules: {
      'no-restricted-properties': ['error', NO_PROCESS_ENV, NO_CHANCE],
      'no-restricted-syntax': ['error', NO_MODULE_STATE, NO_TIME_OF_ITS_OWN, NO_HOST_ZONE],
    },
  },
  {
    files: ['activities/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_MODULE_STATE] },
  },
  {
    files: ['src/config.ts', 'test/**/*.ts', 'vitest.config.ts'],
    rules: { 'no-restricted-imports': 'off', 'no-restricted-properties': 'off' },
  },
  {
    // In a test a value that is not there fails the test, which is what it is for.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
