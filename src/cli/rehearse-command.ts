import type { Command } from 'commander';
export function addRehearseCommand(program: Command): void { program.command('rehearse'); }
