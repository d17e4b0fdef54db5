/** Fields that several routes take. */
import { z } from 'zod';
import { isLocalDate } from '#core/local-time.ts';

/** Ids of ours and of those who send; a message id of a provider fits too. */
export const id = z.string().min(1).max(200);

export const accountId = z.strictObject({ accountId: id });

export const localDate = z.string().refine(isLocalDate, 'must be a calendar date such as 2027-01-31');
