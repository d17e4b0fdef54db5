/** From the friendly format to the policy that the core follows. */
import type { CadencePolicy, CadenceStep, Channel, ChannelAttempt, StepCondition, StepEvent, StepTiming } from '#core/cadence/cadence-policy.ts';
import { CHANNELS, STEP_EVENTS } from '#core/cadence/cadence-policy.ts';
import { textsOf, type TemplateFacts } from '#core/cadence/template-facts.ts';
import type { CadenceFile, EventStepFile, StepFile } from './cadence-schema.ts';

const WEEKDAY_NUMBERS = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 } as const;

/** Compiles a checked file. What its texts speak of comes from the templates' own front matter. */
export function compileCadence(file: CadenceFile, templates: readonly TemplateFacts[]): CadencePolicy {
  return {
    name: file.name,
    version: file.version,
    appliesTo: { role: file.applies_to.role, partyKind: file.applies_to.party, segments: file.applies_to.segments },
    languages: file.languages,
    minimumGapDays: file.minimum_gap_days,
    spreadMinutes: file.spread_minutes,
    promise: {
      maximumDaysAhead: file.promise.maximum_days_ahead, graceBusinessDays: file.promise.grace_business_days,
      tolerancePercent: file.promise.tolerance_percent, maximumRenewals: file.promise.maximum_renewals,
    },
    arrangement: {
      graceDays: file.arrangement.grace_days, maximumInstalments: file.arrangement.maximum_instalments,
      minimumInstalmentMinor: file.arrangement.minimum_instalment_minor, revivals: file.arrangement.revivals, remindDaysBefore: file.arrangement.remind_days_before,
    },
    partialPayment: { restartFromPercent: file.partial_payment.restart_from_percent, restart: file.partial_payment.restart },
    steps: [...orderedSteps(file, templates), ...eventSteps(file, templates)],
    terminal: {
      outcome: file.terminal.outcome, afterDays: file.terminal.after_days,
      ...(file.terminal.review_days === undefined ? {} : { reviewDays: file.terminal.review_days }),
    },
    maximumAgeDays: file.maximum_age_days,
  };
}

function orderedSteps(file: CadenceFile, templates: readonly TemplateFacts[]): readonly CadenceStep[] {
  return file.stages.flatMap(({ stage, steps }) => steps.map((step) => {
    const at = typeof step.at === 'number' ? { days: step.at } : step.at;
    return compileStep(step, templates, { stage, from: ('from' in at ? at.from : undefined) ?? file.count_from, ...offsetOf(at) });
  }));
}

function eventSteps(file: CadenceFile, templates: readonly TemplateFacts[]): readonly CadenceStep[] {
  return STEP_EVENTS.flatMap((event) => (file.events[event] ?? []).map((step) => {
    const at = typeof step.at === 'number' ? { days: step.at } : step.at;
    // An answer to an event moves no stage: the stage of the account stays what it was.
    return compileStep(step, templates, { stage: 'reminder', from: 'event', event, ...offsetOf(at) });
  }));
}

function offsetOf(at: { readonly days: number; readonly business?: boolean | undefined }): { readonly offsetDays: number; readonly dayKind: StepTiming['dayKind'] } {
  return { offsetDays: at.days, dayKind: at.business === true ? 'business' : 'calendar' };
}

type Place = { readonly stage: CadenceStep['stage']; readonly from: StepTiming['from']; readonly event?: StepEvent; readonly offsetDays: number; readonly dayKind: StepTiming['dayKind'] };

function compileStep(step: StepFile | EventStepFile, templates: readonly TemplateFacts[], { stage, ...when }: Place): CadenceStep {
  return {
    id: step.id,
    stage,
    kind: step.do,
    when: {
      ...when,
      ...(step.window === undefined ? {} : { window: compileWindow(step.window) }),
      ...(step.weekdays === undefined ? {} : { weekdays: step.weekdays.map((day) => WEEKDAY_NUMBERS[day]) }),
      latestDays: step.latest_days,
    },
    channels: compileChain(step.send ?? [], templates),
    conditions: compileConditions(step.if ?? {}),
    ...(step.send_with_intent === undefined ? {} : { channelsWithIntent: compileChain(step.send_with_intent, templates) }),
    ...(step.open_hours === undefined ? {} : { openHours: step.open_hours }),
    summary: step.summary,
  };
}

function compileWindow(text: string): { readonly fromMinute: number; readonly toMinute: number } {
  const [from = '', to = ''] = text.split('-');
  return { fromMinute: minuteOf(from), toMinute: minuteOf(to) };
}

function minuteOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

type ChainFile = readonly Partial<Record<Channel, string | undefined>>[];

function compileChain(chain: ChainFile, templates: readonly TemplateFacts[]): readonly ChannelAttempt[] {
  return chain.flatMap((entry) => CHANNELS.flatMap((channel) => {
    const template = entry[channel];
    if (template === undefined) return [];
    const texts = textsOf(templates, template, channel);
    const purpose = channel === 'call' ? 'chase' : texts[0]?.purpose ?? 'chase';
    return [{ channel, template, purpose, speaksOfLegalAction: texts.some((text) => text.speaksOfLegalAction) }];
  }));
}

type ConditionsFile = NonNullable<StepFile['if']>;
type PlainConditionsFile = NonNullable<ConditionsFile['any']>[number];
const FLAGS = [
  'autopay_active', 'autopay_failed', 'responded', 'right_party_reached', 'creditor_furnishes', 'legal_intent', 'settlement_authority', 'key_account', 'insured',
] as const;

function compileConditions(conditions: ConditionsFile): readonly StepCondition[] {
  const plain = compilePlain(conditions);
  return conditions.any === undefined ? plain : [...plain, { kind: 'any', of: conditions.any.flatMap(compilePlain) }];
}

function compilePlain(conditions: PlainConditionsFile): readonly StepCondition[] {
  const compiled: StepCondition[] = [];
  if (conditions.balance_at_least_minor !== undefined) compiled.push({ kind: 'balance_at_least', amountMinor: conditions.balance_at_least_minor });
  if (conditions.risk_in !== undefined) compiled.push({ kind: 'risk_in', values: conditions.risk_in });
  for (const kind of FLAGS) {
    const value = conditions[kind];
    if (value !== undefined) compiled.push({ kind, value });
  }
  return compiled;
}
