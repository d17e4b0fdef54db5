/** One pattern for every id that comes in, by whatever door: what one door has taken the others can name. */
import { z } from 'zod';

// The sign # stands in ids of tasks that answer an event: the second broken promise has a step of its own.
export const idSchema = z.string().regex(/^[\w.:@+#-]{1,200}$/, 'must be 1 to 200 letters, digits or the signs . : @ + # - _');
