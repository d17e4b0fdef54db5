/** Run by `npm run generate`: records which schema the database client was generated from, so that tidy can tell a stale one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { CLIENT_SOURCE, CLIENT_SOURCE_HASH, clientSourceRecord } from './tidy/check-registries.ts';

writeFileSync(CLIENT_SOURCE_HASH, clientSourceRecord(readFileSync(CLIENT_SOURCE, 'utf8')));
