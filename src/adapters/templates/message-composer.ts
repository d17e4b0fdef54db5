/** From the facts of a claim to the words of a message: the composer that the claim calls. */
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { addBusinessDays, addDays, type BusinessCalendar } from '#core/local-time.ts';
import { formatMoney } from '#core/money.ts';
import type { MessageComposer, MessageFacts, ScriptComposer } from '../db/touch/compose-message.ts';
import { letterText, type LetterContent } from '../letter/letter-content.ts';
import { renderLetterPdf } from '../letter/letter-pdf.ts';
import { renderScript } from './render-script.ts';
import type { TemplateCatalogue } from './template-catalogue.ts';
import type { TemplateVariables } from './template-variables.ts';

export type ComposerSettings = {
  readonly catalogue: TemplateCatalogue;
  /** Address of the payment page without a slash at its end; each message gets its own path, which tells nobody anything. */
  readonly payLinkBase: string;
  /** US federal holidays, actual and observed, for the end of the validation period. */
  readonly federalCalendar: BusinessCalendar;
};

/** Business days that the print vendor may take to mail a letter; the printed end date allows for them. */
const HAND_OVER_BUSINESS_DAYS = 3;
/** 12 CFR 1006.34(b)(5): receipt may be assumed five business days after sending; the period is thirty days from then. */
const ASSUMED_RECEIPT_BUSINESS_DAYS = 5;
const VALIDATION_DAYS = 30;

export function createMessageComposer(settings: ComposerSettings): MessageComposer {
  return async ({ template, channel, language, touchId, facts }) => {
    const known = settings.catalogue.factsOf(template, channel, language);
    const textLanguage = known?.language ?? language;
    const variables = templateVariables(facts, {
      language: textLanguage, payLink: `${settings.payLinkBase}/${touchId}`, deadlineDays: known?.deadlineDays ?? null, federalCalendar: settings.federalCalendar,
    });
    const rendered = settings.catalogue.render(template, channel, language, variables);
    if (channel !== 'letter') return { subject: rendered.subject, text: rendered.text, html: rendered.html, pdf: null };
    const content = letterContent(facts, variables, { language: textLanguage, subject: rendered.subject ?? '', body: rendered.text });
    return { subject: rendered.subject, text: letterText(content), html: null, pdf: await renderLetterPdf(content) };
  };
}

/** Scripts of call tasks and instructions of other tasks, with the same words and amounts as messages. */
export function createScriptComposer({ catalogue, payLinkBase, federalCalendar }: ComposerSettings): ScriptComposer {
  return ({ template, language, facts }) =>
    renderScript(catalogue, template, language, templateVariables(facts, { language, payLink: payLinkBase, deadlineDays: null, federalCalendar })).text;
}

export type VariableSettings = {
  readonly language: string; readonly payLink: string; readonly deadlineDays: number | null; readonly federalCalendar: BusinessCalendar;
};

/** Amounts and dates as the reader of a language writes them. */
export function templateVariables(facts: MessageFacts, { language, payLink, deadlineDays, federalCalendar }: VariableSettings): TemplateVariables {
  const money = (amountMinor: number): string => formatMoney(amountMinor, facts.currency, localeOf(language));
  const date = (localDate: string | null): string => (localDate === null ? '' : writtenDate(localDate, language));
  const [first] = facts.instalments;
  return {
    debtor_name: facts.debtorName, greeting_name: facts.debtorFirstName ?? facts.debtorName, creditor_name: facts.creditorName, brand_name: facts.brandName,
    caller_name: facts.callerName, phone: readablePhone(facts.creditorPhone), postal_address: facts.creditorAddress, account_reference: facts.accountReference,
    amount: money(facts.amountMinor), as_of: date(facts.asOfOn), oldest_due_on: date(facts.oldestDueOn), pay_link: payLink,
    items: [...facts.debts.map((debt) => ({ reference: debt.reference, due_on: date(debt.dueOn), amount: money(debt.residualMinor) })), ...unappliedItem(facts, language)],
    instalments: facts.instalments.map((row) => ({ number: String(row.instalmentNo), due_on: date(row.dueOn), amount: money(row.amountMinor) })),
    instalment_count: first === undefined ? '' : String(facts.instalments.length), instalment_amount: first === undefined ? '' : money(first.amountMinor),
    first_instalment_on: date(first?.dueOn ?? null),
    promise_amount: facts.promise === null ? '' : money(facts.promise.amountMinor), promised_on: date(facts.promise?.promisedOn ?? null),
    deadline: deadlineDays === null ? '' : date(addDays(facts.asOfOn, deadlineDays)),
    validation_ends_on: date(validationEndsOn(facts.asOfOn, federalCalendar)), law_firm: facts.lawFirm ?? '',
  };
}

const UNAPPLIED: Readonly<Record<string, string>> = { en: 'Payments received, not yet applied', es: 'Pagos recibidos, aún no aplicados' };

/** Money that no debt took lowers what is asked for: without its row the items would sum to more than the amount. */
function unappliedItem({ debts, amountMinor, currency }: MessageFacts, language: string): TemplateVariables['items'] {
  const unappliedMinor = debts.reduce((sum, debt) => sum + debt.residualMinor, 0) - amountMinor;
  if (unappliedMinor <= 0) return [];
  return [{ reference: UNAPPLIED[language] ?? UNAPPLIED['en'] ?? '', due_on: '', amount: formatMoney(-unappliedMinor, currency, localeOf(language)) }];
}

/** The printed end of the validation period of a letter handed over on a date; longer than the law asks is permitted. */
export function validationEndsOn(handedOverOn: string, federalCalendar: BusinessCalendar): string {
  const mailedOn = addBusinessDays(handedOverOn, HAND_OVER_BUSINESS_DAYS, federalCalendar);
  return addDays(addBusinessDays(mailedOn, ASSUMED_RECEIPT_BUSINESS_DAYS, federalCalendar), VALIDATION_DAYS);
}

/** A date as a reader of the language writes it out: September 15, 2026; 15 de septiembre de 2026. */
export function writtenDate(localDate: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${localDate}T00:00:00Z`));
}

/** A number as people read and dial it: +1 202 555 0110. One that the numbering plan does not know stays as it is. */
function readablePhone(phone: string): string {
  return parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;
}

/** Consumers are in the United States: those who read Spanish there write $63.45 as well. */
function localeOf(language: string): string {
  return language === 'en' || language === 'es' ? `${language}-US` : language;
}

type LetterWords = { readonly language: string; readonly subject: string; readonly body: string };

function letterContent(facts: MessageFacts, variables: TemplateVariables, { language, subject, body }: LetterWords): LetterContent {
  return {
    language, letterheadName: facts.brandName, letterheadLines: [facts.creditorAddress, variables.phone], recipientLines: [facts.debtorName, ...facts.postalLines],
    dateOn: facts.asOfOn, dateText: variables.as_of, reference: facts.accountReference, subject, body,
    items: variables.items, total: variables.amount, instalments: variables.instalments,
    footerLines: [`${facts.brandName} · ${facts.creditorAddress} · ${variables.phone}`],
  };
}
