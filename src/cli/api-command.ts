import type { Command } from 'commander';
import { loadConfig } from '#config';
import { runApi } from '#processes/run-api.ts';
import { tellReady, untilStopped } from '#processes/until-stopped.ts';
import { readInstallation } from '#runtime/installation.ts';
import { openLog } from '#runtime/log.ts';

export function addApiCommand(program: Command): void {
  program.command('api')
    .description('run the HTTP API alone (production; `up` starts one by itself)')
    .action(async () => {
      const config = loadConfig();
      const log = openLog('api', config.logLevel);
      const api = await runApi(config, await readInstallation(config.home), log);
      log.info({ url: api.url }, 'api started');
      tellReady();
      const by = await untilStopped();
      log.info({ by }, 'draining');
      await api.stop();
      process.exit(0);
    });
}
