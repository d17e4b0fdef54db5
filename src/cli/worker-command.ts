import { Runtime } from '@temporalio/worker';
import type { Command } from 'commander';
import { loadConfig } from '#config';
import { runWorker } from '#processes/run-worker.ts';
import { tellReady, untilStopped } from '#processes/until-stopped.ts';
import { readInstallation } from '#runtime/installation.ts';
import { openLog } from '#runtime/log.ts';

export function addWorkerCommand(program: Command): void {
  program.command('worker')
    .description('run a worker alone: decisions, sends, relay (production; `up` starts one by itself)')
    .action(async () => {
      const config = loadConfig();
      const log = openLog('worker', config.logLevel);
      // Signals are ours: the relay and the loops have to end before the workers drain.
      Runtime.install({
        shutdownSignals: [],
        logger: { log: (level, message) => log.debug({ level }, message), trace: () => undefined, debug: () => undefined, info: (message) => log.debug(message), warn: (message) => log.warn(message), error: (message) => log.error(message) },
      });
      const worker = await runWorker(config, await readInstallation(config.home), log);
      tellReady();
      const by = await Promise.race([untilStopped(), worker.failed]);
      log.info({ by }, 'draining');
      await worker.stop();
      process.exit(0);
    });
}
