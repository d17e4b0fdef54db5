/** The words of a message come from the facts of its claim, in the language and money of their reader. */
import { describe, expect, it } from 'vitest';
import type { MessageFacts } from '#adapters/db/touch/compose-message.ts';
import { createMessageComposer, createScriptComposer, templateVariables, validationEndsOn, writtenDate } from '#adapters/templates/message-composer.ts';
import { loadTemplates } from '#adapters/templates/template-catalogue.ts';
import { SAMPLE_VARIABLES } from '#adapters/templates/template-variables.ts';
import { MONDAY_TO_FRIDAY } from '#core/local-time.ts';

const FACTS: MessageFacts = {
  accountReference: 'MER-000123', currency: 'USD', amountMinor: 123_45, asOfOn: '2026-11-24', oldestDueOn: '2026-09-05', debtorName: 'Case 07 Doe', debtorFirstName: 'Case',
  postalLines: ['7 Example Street', 'Springfield, IL 62701'], creditorName: 'Meridian Example Energy', brandName: 'Meridian Example', callerName: 'Meridian', creditorPhone: '+1 202-555-0107',
  creditorAddress: '100 Example Plaza, Springfield, IL 62701', lawFirm: null, debts: [{ reference: 'BILL-1', dueOn: '2026-09-05', residualMinor: 123_45 }],
  instalments: [{ instalmentNo: 1, dueOn: '2026-12-01', amountMinor: 61_73 }, { instalmentNo: 2, dueOn: '2027-01-01', amountMinor: 61_72 }], promise: { amountMinor: 50_00, promisedOn: '2026-12-01' },
};
const SETTINGS = { language: 'en', payLink: 'https://pay.example.test/p/t-1', deadlineDays: 14, federalCalendar: MONDAY_TO_FRIDAY };

const loaded = loadTemplates('templates');
if (loaded.kind === 'invalid') throw new Error('The shipped templates do not load');
const compose = createMessageComposer({ catalogue: loaded.catalogue, payLinkBase: 'https://pay.example.test/p', federalCalendar: MONDAY_TO_FRIDAY });

describe('variables', () => {
  it('are all there, and only those', () => {
    expect(Object.keys(templateVariables(FACTS, SETTINGS)).toSorted()).toEqual(Object.keys(SAMPLE_VARIABLES).toSorted());
  });

  it('write amounts and dates for their reader', () => {
    expect(templateVariables(FACTS, SETTINGS)).toMatchObject({
      amount: '$123.45', as_of: 'November 24, 2026', oldest_due_on: 'September 5, 2026', deadline: 'December 8, 2026', greeting_name: 'Case',
      instalment_count: '2', instalment_amount: '$61.73', first_instalment_on: 'December 1, 2026', promise_amount: '$50.00', promised_on: 'December 1, 2026', law_firm: '',
    });
    expect(templateVariables(FACTS, { ...SETTINGS, language: 'es' })).toMatchObject({ amount: '$123.45', as_of: '24 de noviembre de 2026', deadline: '8 de diciembre de 2026' });
    expect(templateVariables({ ...FACTS, currency: 'JPY', amountMinor: 5_000 }, SETTINGS).amount).toBe('¥5,000');
    expect(writtenDate('2028-02-29', 'en')).toBe('February 29, 2028');
  });

  it('write telephone numbers as they are read and dialled', () => {
    expect(templateVariables({ ...FACTS, creditorPhone: '+12025550107' }, SETTINGS).phone).toBe('+1 202 555 0107');
    expect(templateVariables({ ...FACTS, creditorPhone: 'ask reception' }, SETTINGS).phone).toBe('ask reception');
  });

  it('list money that no debt took, so that the items sum to the amount', async () => {
    const facts = { ...FACTS, amountMinor: 100_00 };
    expect(templateVariables(facts, SETTINGS).items).toEqual([{ reference: 'BILL-1', due_on: 'September 5, 2026', amount: '$123.45' }, { reference: 'Payments received, not yet applied', due_on: '', amount: '-$23.45' }]);
    expect(templateVariables(facts, { ...SETTINGS, language: 'es' }).items[1]).toEqual({ reference: 'Pagos recibidos, aún no aplicados', due_on: '', amount: '-$23.45' });
    const { text } = await compose({ template: 'business-overdue', channel: 'email', language: 'en', touchId: 't-1', facts });
    expect(text).toContain('- BILL-1, due September 5, 2026: $123.45\n- Payments received, not yet applied: -$23.45');
  });

  it('are empty, never missing, where a fact is missing', () => {
    expect(templateVariables({ ...FACTS, debtorFirstName: null, oldestDueOn: null, instalments: [], promise: null }, { ...SETTINGS, deadlineDays: null })).toMatchObject({
      greeting_name: 'Case 07 Doe', oldest_due_on: '', deadline: '', instalment_count: '', instalment_amount: '', first_instalment_on: '', promise_amount: '', promised_on: '',
    });
  });
});

describe('the end of the validation period', () => {
  // 12 CFR 1006.34(b)(5): handed over Tuesday 24 Nov, mailed by Friday 27 (three business days), received Friday 4 Dec (five more), thirty days: 3 Jan.
  it('counts hand-over, assumed receipt and thirty days', () => {
    expect(validationEndsOn('2026-11-24', MONDAY_TO_FRIDAY)).toBe('2027-01-03');
  });

  it('leaves public holidays out, which only makes it longer', () => {
    expect(validationEndsOn('2026-11-24', { weekend: [6, 7], holidays: ['2026-11-26'] })).toBe('2027-01-06');
  });
});

describe('scripts for officers', () => {
  it('are in the debtor\'s language with the amount of the moment, and instructions in the office\'s', () => {
    const composeScript = createScriptComposer({ catalogue: loaded.kind === 'catalogue' ? loaded.catalogue : ({} as never), payLinkBase: 'https://pay.example.test/p', federalCalendar: MONDAY_TO_FRIDAY });
    expect(composeScript({ template: 'call-ask-why', language: 'en', facts: FACTS })).toContain('$123.45');
    expect(composeScript({ template: 'call-plan', language: 'es', facts: FACTS })).toMatch(/Compruebe dos datos/);
    expect(composeScript({ template: 'legal-review', language: 'es', facts: FACTS })).toMatch(/Decide on legal action/);
  });
});

describe('messages', () => {
  it('an SMS has its text alone, with a link of its own', async () => {
    const message = await compose({ template: 'payment-missed', channel: 'sms', language: 'en', touchId: 't-1', facts: FACTS });
    expect(message).toMatchObject({ subject: null, html: null, pdf: null });
    expect(message.text).toBe('Meridian Example: did we miss your payment? $123.45 on account MER-000123 was due. Pay or tell us when: https://pay.example.test/p/t-1 Reply STOP to stop texts to this telephone number.');
  });

  it('a letter has pages and the same words as text', async () => {
    const message = await compose({ template: 'final-notice', channel: 'letter', language: 'es', touchId: 't-1', facts: FACTS });
    expect(Buffer.from(message.pdf ?? []).toString('latin1', 0, 5)).toBe('%PDF-');
    expect(message.subject).toBe('Último recordatorio antes de cerrar su expediente');
    for (const words of ['Case 07 Doe', '7 Example Street', 'BILL-1  5 de septiembre de 2026  $123.45', 'a más tardar el 8 de diciembre de 2026']) expect(message.text).toContain(words);
  });

  it('the same claim gives the same letter', async () => {
    const request = { template: 'validation-notice', channel: 'letter', language: 'en', touchId: 't-1', facts: FACTS } as const;
    const [first, second] = [await compose(request), await compose(request)];
    expect(Buffer.from(first.pdf ?? []).equals(Buffer.from(second.pdf ?? []))).toBe(true);
  });

  it('a language that a template lacks falls back to English, dates and amounts with it', async () => {
    const message = await compose({ template: 'business-overdue', channel: 'email', language: 'es', touchId: 't-1', facts: FACTS });
    expect(message.text).toContain('As of November 24, 2026, $123.45 is overdue');
  });
});
