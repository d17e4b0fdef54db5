/** Fields that several routes take. */
import { z } from 'zod';
import { idSchema } from '#adapters/db/accept/id-schema.ts';
import { isLocalDate } from '#core/local-time.ts';

export const accountId = z.strictObject({ accountId: idSchema });

export const localDate = z.string().refine(isLocalDate, 'must be a calendar date such as 2027-01-31');
