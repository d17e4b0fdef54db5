/** Whether an error says that the database cannot be asked just now, so that the same request later may succeed. */

/** Not reached, no connection free in time, broken off, or a transaction that another one had to stop. */
const AWAY: ReadonlySet<string> = new Set([
  'P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', '57P01', '57P02', '57P03', '40001', '40P01',
  'DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections', 'TransactionWriteConflict', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT',
]);

/** Looks at the error and at what it was made from: raw statements carry their cause in `meta`. */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, kind, originalCode, cause, meta, driverAdapterError } = error as Readonly<Record<string, unknown>>;
  if ([code, kind, originalCode].some((word) => typeof word === 'string' && AWAY.has(word))) return true;
  return [cause, meta, driverAdapterError].some((inner) => inner !== undefined && inner !== error && isDatabaseAway(inner));
}
