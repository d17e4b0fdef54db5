/** Replays every history of a folder with today's workflow code, in a process whose host time zone the caller chooses. */
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/worker/start-worker.ts';
import { readHistories } from './history-files.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give the folder of histories to replay.');

Runtime.install({ logger: new DefaultLogger('ERROR') });
const histories = await readHistories(folder);
const workflowBundle = await bundleWorkflows();
const failures: string[] = [];
const results = Worker.runReplayHistories({ workflowBundle }, histories.map(({ name, history }) => ({ workflowId: name, history })));
for await (const result of results) if (result.error !== undefined) failures.push(`${result.workflowId}: ${result.error.message}`);
// Read by the test: the only line on standard output that begins so.
console.log(`REPLAYED ${JSON.stringify({ replayed: histories.length, failures, zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}`);
process.exit(0);
