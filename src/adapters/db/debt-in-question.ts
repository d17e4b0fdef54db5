/** Whether a debt is disputed or queried: one rule for every statement that looks at debts. */
import { Prisma } from './generated/client.ts';

/** True of the row `d` of table debt. Such a hold ends by its answer alone, so no last day is asked for: 15 USC 1692g(b); constraint hold_ends_by_lifting. */
export const DEBT_IN_QUESTION = Prisma.sql`EXISTS (SELECT 1 FROM hold h WHERE h.debt_id = d.id AND h.lifted_at IS NULL AND h.code IN ('dispute', 'identity_theft', 'query'))`;
