// Who may import whom. Allow-lists, because they compose: if each layer may import only named layers, nothing forbidden is reachable.
// Type imports count as well, for an import used as a type today is used as a value tomorrow.

/** What the workflow bundle may hold of the core: the fold and what it needs, which reaches nothing else by value. */
const FOLD = '^src/core/(account/(state|fact|apply|apply-[^/]+|state-changes|stable-hash)|money|assert-never)[.]ts$';
/** Restricts a rule to our own files: packages and builtins are free. */
const OURS = { path: '^(src|workflows|activities|web|bin|scripts|test|bench)/' };
const npm = (...names) => names.map((name) => `^node_modules/(@types/)?${name}/`);

/** A layer that may import only what is listed. Paths are regular expressions from the root of the repository. */
function layer(name, comment, from, allowed, more = {}) {
  return { name, comment, severity: 'error', from: { path: from, pathNot: '/generated/' }, to: { pathNot: allowed, ...more } };
}

module.exports = {
  forbidden: [
    layer('core-imports-core', 'The core is pure: itself and luxon, nothing else.', '^src/core/', ['^src/core/', ...npm('luxon')]),
    layer('contracts-import-types', 'Contracts are JSON-safe types and names: core types and contracts.', '^src/contracts/', ['^src/contracts/', '^src/core/']),
    layer('contracts-take-no-core-code', 'Contracts travel into the workflow bundle: they may take only types from outside the fold.',
      '^src/contracts/', ['^src/contracts/', FOLD], { dependencyTypesNot: ['type-only'] }),
    layer('workflows-import-contracts', 'Workflows are thin: contracts, the fold and Temporal.', '^workflows/',
      ['^workflows/', '^src/contracts/', FOLD, ...npm('@temporalio/workflow', '@temporalio/common')]),
    layer('fold-imports-fold', 'What runs inside the workflow stays small and slow to change: judgement belongs outside of the bundle.', FOLD,
      [FOLD], { dependencyTypesNot: ['type-only'] }),
    layer('adapters-import-inwards', 'Adapters know core and contracts, and nobody who uses them.', '^src/adapters/',
      ['^src/(adapters|core|contracts)/'], OURS),
    layer('activities-import-inwards', 'Activities call adapters; they know no workflow, no API and no bring-up.', '^activities/',
      ['^activities/', '^src/(adapters|core|contracts)/'], OURS),
    layer('api-imports-inwards', 'The API accepts facts and answers questions; it never sends. Of the channels it knows only how to read what comes in.', '^src/api/',
      ['^src/(api|core|contracts)/', '^src/adapters/(db/|clock[.]ts$|sms/webhook[.]ts$|email/parse-inbound[.]ts$)'], OURS),
    layer('sandbox-imports-inwards', 'The sandbox is the world as the senders see it: it knows what goes over the wire, and no database.', '^src/sandbox/',
      ['^src/(sandbox|core|contracts)/', '^src/adapters/(clock[.]ts$|sms/|email/)'], OURS),
    {
      name: 'sandbox-stays-outside', comment: 'Whoever talks to the world must not see whether it is the sandbox: only those who bring parts up start it.', severity: 'error',
      from: { pathNot: '^(src/(sandbox|processes|cli|rehearsal)/|test/|bench/)' }, to: { path: '^src/sandbox/' },
    },
    {
      name: 'every-folder-is-a-layer', comment: 'A new folder gets its place in these rules first.', severity: 'error',
      from: { path: '^src/', pathNot: '^src/(core|contracts|adapters|api|runtime|worker|processes|cli|rehearsal|sandbox)/|^src/config[.]ts$' }, to: {},
    },
    {
      name: 'inner-code-runs-no-worker', comment: 'Workers, workflows and test servers are brought up by runtime, worker, processes, cli and rehearsal.', severity: 'error',
      from: { path: '^(activities|src/(adapters|api))/' }, to: { path: npm('@temporalio/(worker|workflow|testing)') },
    },
    {
      name: 'config-is-read-outside', comment: 'Settings are read by those who bring the parts up, and handed in as arguments.', severity: 'error',
      from: { pathNot: '^(src/(config[.]ts$|(runtime|worker|processes|cli|rehearsal)/)|test/|bench/|scripts/|bin/)' }, to: { path: '^src/config[.]ts$' },
    },
    {
      name: 'nobody-imports-web', comment: 'The web console talks to the API over HTTP.', severity: 'error',
      from: { pathNot: '^web/' }, to: { path: '^web/' },
    },
    {
      name: 'shipped-code-stands-alone', comment: 'Tests, scripts and benchmarks import the product, never the other way round.', severity: 'error',
      from: { path: '^(src|workflows|activities|bin)/' }, to: { path: '^(test|scripts|bench)/' },
    },
    {
      name: 'shipped-code-needs-dependencies', comment: 'What runs at a user needs an entry in dependencies; the two files that only tests load are named.',
      severity: 'error', from: { path: '^(src|workflows|activities|bin)/', pathNot: '^src/runtime/(vitest-global-setup|test-environment)[.]ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'imports-resolve', comment: 'An import that cannot be found breaks at run time.', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-cycles', comment: 'A cycle has no first file to read.', severity: 'error',
      from: { pathNot: '/generated/' }, to: { circular: true, viaOnly: { pathNot: '/generated/' } },
    },
    {
      name: 'no-orphans', comment: 'A file that nobody imports is dead, unless it is where a process starts.', severity: 'error',
      from: { orphan: true, pathNot: ['^(bin|test|bench|scripts)/', '^[^/]+$', '^workflows/index[.]ts$', '/generated/'] }, to: {},
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/generated/'] },
    exclude: { path: '^(var|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    combinedDependencies: false,
  },
};
