/** Search attributes must exist before a worker starts: a run that sets an unknown one freezes. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import Long from 'long';
import proto from '@temporalio/proto';
import { DunwellError } from '#contracts/failures.ts';

const { IndexedValueType } = proto.temporal.api.enums.v1;
export type SearchAttributeTypes = Readonly<Record<string, 'Keyword' | 'Int'>>;

const TYPE = { Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD, Int: IndexedValueType.INDEXED_VALUE_TYPE_INT } as const;
const VISIBLE_WITHIN_MS = 15_000;
const POLL_MS = 100;

/** Registers what is missing and waits until the server knows all. Throws SEARCH_ATTRIBUTE_MISSING. */
export async function ensureSearchAttributes(connection: Connection, namespace: string, wanted: SearchAttributeTypes, mayRegister: boolean): Promise<void> {
  const missing = await missingAttributes(connection, namespace, wanted);
  if (missing.length === 0) return;
  if (!mayRegister) throw new DunwellError('SEARCH_ATTRIBUTE_MISSING', `The server lacks the search attributes ${missing.join(', ')}.`);
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing.map((name) => [name, TYPE[wanted[name] ?? 'Keyword']])) });
  const deadline = Date.now() + VISIBLE_WITHIN_MS;
  while ((await missingAttributes(connection, namespace, wanted)).length > 0) {
    if (Date.now() > deadline) throw new DunwellError('SEARCH_ATTRIBUTE_MISSING', `The server does not take the search attributes ${missing.join(', ')}.`);
    await delay(POLL_MS);
  }
}

async function missingAttributes(connection: Connection, namespace: string, wanted: SearchAttributeTypes): Promise<readonly string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.entries(wanted).filter(([name, type]) => customAttributes?.[name] !== TYPE[type]).map(([name]) => name);
}

/** Ninety days: the server's default of one day would lose histories before they are exported. */
export async function ensureRetention(connection: Connection, namespace: string, days = 90): Promise<void> {
  await connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: { seconds: Long.fromNumber(days * 86_400) } } });
}
