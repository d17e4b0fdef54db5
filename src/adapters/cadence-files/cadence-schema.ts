/** The format of a cadence file: one schema for the loader and, as JSON Schema, for editors. */
import { z } from 'zod';
import { CHANNELS, STAGE_IDS, STEP_EVENTS, STEP_KINDS } from '#core/cadence/cadence-policy.ts';

const MAXIMUM_STEPS_PER_STAGE = 60;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const identifier = (what: string) => z.string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: `${what} is written in small letters, digits and single hyphens, such as "first-reminder"` }).max(60);
const wholeNumber = (least: number, most: number) => z.int({ error: (issue) => (issue.input === undefined ? undefined : `has to be a whole number from ${least} to ${most}`) })
  .min(least, { error: `has to be at least ${least}` }).max(most, { error: `has to be at most ${most}` });
const percent = wholeNumber(0, 100);
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: (issue) => (issue.input === undefined ? undefined : `has to be one of ${values.join(', ')}`) });

const days = wholeNumber(-400, 3_650).describe('Days after (or, when negative, before) what it counts from.');
const business = z.boolean().describe('Count business days of the creditor\'s calendar instead of calendar days.');
const TIME_ADVICE = 'has to be a number of days such as +10 or -3, or a map such as {from: placement, days: 8, business: true}';
const orderedTime = z.union([
  days,
  z.strictObject({ from: oneOf(['due', 'placement', 'stage_entry', 'previous_step']).optional(), days, business: business.optional() }),
], { error: (issue) => (issue.input === undefined ? undefined : TIME_ADVICE) }).describe('When the step is due: days from count_from, or a map that says from what.');
const eventTime = z.union([days, z.strictObject({ days, business: business.optional() })],
  { error: (issue) => (issue.input === undefined ? undefined : 'has to be a number of days after the event, or a map such as {days: 1, business: true}') }).describe('Days after the event; negative before a date that is still to come.');

const flag = z.boolean();
const plainConditions = {
  balance_at_least_minor: wholeNumber(1, Number.MAX_SAFE_INTEGER).describe('Chaseable balance in minor units of the account\'s own currency: 5000 is 50.00 USD.').optional(),
  risk_in: z.array(oneOf(['low', 'medium', 'high'])).min(1, { error: 'has to name at least one risk' }).optional(),
  autopay_active: flag.optional(),
  autopay_failed: flag.optional(),
  responded: flag.describe('The debtor has answered in any way.').optional(),
  right_party_reached: flag.optional(),
  creditor_furnishes: flag.optional(),
  legal_intent: flag.describe('A person\'s recorded intent of legal action is alive.').optional(),
  settlement_authority: flag.optional(),
  key_account: flag.optional(),
  insured: flag.optional(),
};
const conditions = z.strictObject({
  ...plainConditions,
  any: z.array(z.strictObject(plainConditions)).min(1, { error: 'has to name at least one condition' }).describe('At least one of these holds.').optional(),
}).describe('All of these have to hold on the day of the step.');

const attempt = z.strictObject(Object.fromEntries(CHANNELS.map((channel) => [channel, identifier('A template id').optional()])) as Record<(typeof CHANNELS)[number], z.ZodOptional<z.ZodString>>)
  .refine((entry) => Object.values(entry).filter((value) => value !== undefined).length === 1, { error: 'has to name one channel with its template, such as "- email: payment-missed"' })
  .describe('One channel and its template.');
const chain = z.array(attempt).min(1, { error: 'has to name at least one channel' }).max(CHANNELS.length).describe('Tried in this order: a later channel only after the failure of the one before.');

const stepFields = {
  id: identifier('A step id').describe('Stable across versions: touches are counted by it.'),
  do: oneOf(STEP_KINDS),
  window: z.string().regex(/^([01]\d|2[0-4]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$/, { error: 'has to be two times of the day such as "10:00-18:00"' }).describe('Preferred hours of the debtor\'s day.').optional(),
  weekdays: z.array(oneOf(WEEKDAYS)).optional(),
  latest_days: wholeNumber(0, 3_650).describe('The step lapses when it could not happen within so many days after its date.').default(7),
  open_hours: wholeNumber(1, 2_000).describe('How long a task for a person stays open before the step goes on without him.').optional(),
  send: chain.optional(),
  send_with_intent: chain.describe('Goes out instead of send while a recorded legal intent is alive.').optional(),
  if: conditions.optional(),
  summary: z.string().min(10, { error: 'has to be a sentence of at least 10 characters' }).max(200).describe('One sentence for people: why this happens.'),
};

/** What each kind of step has to carry, so that it can act. */
function checkShape(step: StepFile | EventStepFile, context: z.RefinementCtx): void {
  const complain = (key: string, message: string): void => { context.addIssue({ code: 'custom', path: [key], message, input: step }); };
  const channels = (step.send ?? []).flatMap((entry) => Object.keys(entry));
  switch (step.do) {
    case 'message':
    case 'offer':
    case 'final_notice':
      if (step.send === undefined) complain('send', `is missing: a step that does "${step.do}" needs at least one channel`);
      break;
    case 'call':
      if (channels[0] !== 'call') complain('send', 'has to begin with "- call: SCRIPT", for the step does a call');
      break;
    case 'review':
    case 'legal_review':
      if (channels.length !== 1 || channels[0] !== 'task') complain('send', 'has to hold one "- task: INSTRUCTION" for the person who reviews');
      break;
    case 'alert':
    case 'refer_to_legal':
      if (step.send !== undefined) complain('send', `has to go: a step that does "${step.do}" sends nothing`);
      break;
  }
  if (step.send_with_intent !== undefined && step.do !== 'final_notice') complain('send_with_intent', 'belongs to a final_notice only: remove it');
}

type StepFields = z.infer<z.ZodObject<typeof stepFields>>;
export type EventStepFile = StepFields & { readonly at: z.infer<typeof eventTime> };
export type StepFile = StepFields & { readonly at: z.infer<typeof orderedTime> };

const step = z.strictObject({ ...stepFields, at: orderedTime }).superRefine((value, context) => checkShape(value, context));
const eventStep = z.strictObject({ ...stepFields, at: eventTime }).superRefine((value, context) => checkShape(value, context));
const eventSteps = Object.fromEntries(STEP_EVENTS.map((event) => [event, z.array(eventStep).max(MAXIMUM_STEPS_PER_STAGE).optional()])) as
  Record<(typeof STEP_EVENTS)[number], z.ZodOptional<z.ZodArray<typeof eventStep>>>;

const stages = z.array(z.strictObject({ stage: oneOf(STAGE_IDS), steps: z.array(step).max(MAXIMUM_STEPS_PER_STAGE) }))
  .min(1, { error: 'has to hold at least one stage' }).max(STAGE_IDS.length)
  .superRefine((list, context) => {
    for (const [index, entry] of list.entries()) {
      const before = list[index - 1];
      if (before !== undefined && STAGE_IDS.indexOf(entry.stage) <= STAGE_IDS.indexOf(before.stage)) {
        context.addIssue({ code: 'custom', path: [index, 'stage'], input: entry, message: `"${entry.stage}" has to stand before "${before.stage}" and only once: stages go ${STAGE_IDS.join(', ')}` });
      }
    }
  });

/** A whole cadence file. */
export const cadenceSchema = z.strictObject({
  name: identifier('The name of a cadence').describe('The file name without its ending.'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, { error: 'has to be three numbers such as 1.0.0' }).describe('A label for people; the version that counts is the hash of the content.'),
  applies_to: z.strictObject({
    role: oneOf(['first_party', 'third_party']), party: oneOf(['person', 'business']), segments: z.array(identifier('A segment')).default([]),
  }),
  languages: z.array(z.string().regex(/^[a-z]{2}$/, { error: 'has to be a two-letter language code such as en' })).min(1, { error: 'has to name at least one language' }).describe('Languages in which every text has to exist; the first is used where a person\'s own is not there.'),
  count_from: oneOf(['due', 'placement']).default('due').describe('What a plain number of days counts from.'),
  minimum_gap_days: wholeNumber(0, 90),
  spread_minutes: wholeNumber(0, 600).default(60).describe('Accounts due at the same local minute are spread over so many minutes.'),
  promise: z.strictObject({
    maximum_days_ahead: wholeNumber(1, 90), grace_business_days: wholeNumber(0, 20), tolerance_percent: percent, maximum_renewals: wholeNumber(0, 10),
  }),
  arrangement: z.strictObject({
    grace_days: wholeNumber(0, 60), maximum_instalments: wholeNumber(1, 60), minimum_instalment_minor: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    revivals: wholeNumber(0, 5), remind_days_before: wholeNumber(0, 30),
  }),
  partial_payment: z.strictObject({ restart_from_percent: percent, restart: oneOf(['by_age', 'continue']) }),
  stages,
  events: z.strictObject(eventSteps).default({}).describe('Answers to events; they stand outside the order of the stages.'),
  terminal: z.strictObject({
    outcome: oneOf(['written_off', 'returned', 'parked']), after_days: wholeNumber(0, 730), review_days: wholeNumber(1, 3_650).optional(),
  }).describe('What becomes of an account for which no step is left.'),
  maximum_age_days: wholeNumber(1, 3_650),
});

export type CadenceFile = z.infer<typeof cadenceSchema>;

/** The schema for editors, as plain JSON data: what a file may hold before defaults are filled in. */
export function cadenceJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(cadenceSchema, { io: 'input' });
  return { title: 'Dunwell cadence', ...(schema as Record<string, unknown>) };
}
