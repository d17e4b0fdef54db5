/** `npm run bench`: a full cadence against a bare workflow with the same waits and the same send activity, in one run. */
import { writeFile, mkdir } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import Table from 'cli-table3';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startBenchServers } from './bench-servers.ts';
import { openBenchWorld, type BenchWorld } from './bench-world.ts';
import { figuresOf, median } from './measure.ts';

const ACCOUNTS = 24;
const TOUCHES = 12;
const PAIRS = 3;
const IDLE_ACCOUNTS = 200;

Runtime.install({ logger: new DefaultLogger('ERROR') });
const servers = await startBenchServers();
const world = await openBenchWorld(servers, { accounts: ACCOUNTS, touches: TOUCHES });

// The first run of each warms caches and pools and is not counted.
await runOne('full');
await runOne('bare');
const rates = { full: [] as number[], bare: [] as number[] };
// ABBA: what drifts over the run hits both alike.
for (let pair = 0; pair < PAIRS; pair += 1) {
  for (const kind of ['full', 'bare', 'bare', 'full'] as const) rates[kind].push(await runOne(kind));
}
const [full, bare] = [await historyFigures(world, 'full'), await historyFigures(world, 'bare')];
const idleBytes = await world.idleMemory(IDLE_ACCOUNTS);
const result = {
  machine: { cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version, temporalSdk: world.sdkVersion },
  workload: { accounts: ACCOUNTS, touches: TOUCHES, runsEach: PAIRS * 2 },
  touchesPerSecond: { full: spread(rates.full), bare: spread(rates.bare) },
  ratio: round(median(rates.full) / median(rates.bare), 2),
  perTouch: { full, bare },
  idleMemoryPerAccountBytes: Math.round(idleBytes),
};
print();
await mkdir('var', { recursive: true });
await writeFile('var/bench.json', `${JSON.stringify(result, null, 2)}\n`);
await world.close();
await servers.stop();
process.exit(0);

async function runOne(kind: 'full' | 'bare'): Promise<number> {
  const startedMs = performance.now();
  await world.run(kind);
  return (ACCOUNTS * TOUCHES * 1_000) / (performance.now() - startedMs);
}

async function historyFigures(bench: BenchWorld, kind: 'full' | 'bare') {
  const figures = (await bench.lastHistories(kind)).map(figuresOf);
  const mean = (pick: (one: { events: number; actions: number }) => number): number => round(figures.reduce((sum, one) => sum + pick(one), 0) / (ACCOUNTS * TOUCHES), 1);
  return { events: mean((one) => one.events), actions: mean((one) => one.actions) };
}

function spread(values: readonly number[]) {
  return { median: round(median(values), 1), lowest: round(Math.min(...values), 1), highest: round(Math.max(...values), 1) };
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function print(): void {
  const table = new Table({ head: ['', 'touches/s (median)', 'lowest', 'highest', 'events per touch', 'actions per touch'] });
  for (const kind of ['full', 'bare'] as const) {
    const rate = result.touchesPerSecond[kind];
    table.push([kind === 'full' ? 'account workflow' : 'bare workflow', rate.median, rate.lowest, rate.highest, result.perTouch[kind].events, result.perTouch[kind].actions]);
  }
  console.log(table.toString());
  console.log(`ratio ${result.ratio} (aim 0.65 or more) · ${Math.round(idleBytes / 1024)} KiB of worker memory per idle account`);
  console.log(`${result.machine.cores} cores, ${result.machine.cpu}, Node ${result.machine.node}, SDK ${result.machine.temporalSdk}; skip events apart; also in var/bench.json`);
}
