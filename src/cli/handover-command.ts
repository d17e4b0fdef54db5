import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { loadHandOver } from '#adapters/db/read/hand-over.ts';
import { namedAccount } from './named-account.ts';
import { openOutput } from './output.ts';
import { withSession } from './session.ts';

export function addHandoverCommand(program: Command): void {
  program.command('handover')
    .description('the file about an account that went to a law firm: debts and money, obligors, agreements, holds, documents, messages, calls, chronology and intent')
    .argument('<account>', 'id, or CREDITOR/REFERENCE')
    .option('--out <file>', 'write it to a file instead, byte for byte')
    .action(async (account: string, { out }: { readonly out?: string }, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      const { bytes, ...about } = await withSession(({ database }) => loadHandOver(database, namedAccount(account)));
      if (out !== undefined) {
        await writeFile(out, bytes, { mode: 0o600 });
        return output.result({ ...about, out }, () => `${about.placementId} for ${about.lawFirm}: ${out}`);
      }
      const file: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
      output.result({ ...about, file }, () => JSON.stringify(file, null, 2));
    });
}
