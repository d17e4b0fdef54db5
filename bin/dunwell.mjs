#!/usr/bin/env node
// Rules speak of named zones only; the zone of the host must not matter anywhere, so every process runs in UTC.
process.env.TZ = 'UTC';
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('../src/cli/main.ts');
await main(process.argv);
