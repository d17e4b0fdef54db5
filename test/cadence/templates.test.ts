/** The texts that ship: they render everywhere, fit, let people opt out, and say no legal word without intent. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { renderScript } from '#adapters/templates/render-script.ts';
import { loadTemplates, type TemplateCatalogue } from '#adapters/templates/template-catalogue.ts';
import { SAMPLE_VARIABLES } from '#adapters/templates/template-variables.ts';
import { legalWordsIn } from '#core/cadence/legal-words.ts';

const loaded = loadTemplates('templates');
if (loaded.kind === 'invalid') throw new Error(loaded.problems.map((problem) => `${problem.file}:${problem.line} ${problem.message}`).join('\n'));
const catalogue: TemplateCatalogue = loaded.catalogue;
const rows = catalogue.facts.map((text) => [`${text.templateId}/${text.channel}.${text.language}`, text] as const);
const LONGEST_SMS_CHARACTERS = 320;

/** Nothing promised, planned or dated: what a message looks like for most accounts. */
const SPARSE = {
  ...SAMPLE_VARIABLES, items: [], instalments: [], instalment_count: '', instalment_amount: '', first_instalment_on: '', promise_amount: '', promised_on: '', oldest_due_on: '', law_firm: '',
};

const folders: string[] = [];
function problemsOf(file: string, text: string): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'templates-'));
  folders.push(folder);
  mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
  const result = loadTemplates(folder);
  return result.kind === 'invalid' ? result.problems.map((problem) => `${problem.file}:${problem.line}:${problem.column} ${problem.message}`) : [];
}
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true }); });

describe('every shipped text', () => {
  it.each(rows)('%s renders in its language, in full and sparse', (_name, text) => {
    for (const variables of [SAMPLE_VARIABLES, SPARSE]) {
      const rendered = catalogue.render(text.templateId, text.channel, text.language, variables);
      expect(rendered.language).toBe(text.language);
      expect(rendered.text.length).toBeGreaterThan(40);
      expect(rendered.text).not.toMatch(/undefined|\{\{|\}\}|\{%|\[object/);
      expect(rendered.subject === null).toBe(text.channel === 'sms');
    }
  });

  it.each(rows.filter(([, text]) => text.channel === 'sms'))('%s fits into two text messages with long values', (_name, text) => {
    expect(catalogue.render(text.templateId, 'sms', text.language, SAMPLE_VARIABLES).text.length).toBeLessThanOrEqual(LONGEST_SMS_CHARACTERS);
  });

  // 12 CFR 1006.6(e), comment 6(e)-1: what is sufficient as an opt-out.
  it.each(rows.filter(([, text]) => text.channel === 'sms' || text.channel === 'email'))('%s tells how to opt out', (_name, text) => {
    const { text: words } = catalogue.render(text.templateId, text.channel, text.language, SAMPLE_VARIABLES);
    const optOut = text.channel === 'sms'
      ? { en: /Reply STOP to stop texts to this telephone number\.$/, es: /Responda STOP para no recibir más textos en este número\.$/ }
      : { en: /To opt out of further e-mails to this e-mail address, reply with the word STOP/, es: /Para no recibir más correos en esta dirección, responda con la palabra STOP/ };
    expect(words).toMatch(text.language === 'es' ? optOut.es : optOut.en);
  });

  // 12 CFR 1006.18(e)(1) and (2), in the language of the communication (18(e)(4)).
  it.each(rows.filter(([, text]) => /^third-party-|^validation-notice$/.test(text.templateId) && text.channel !== 'task'))('%s says that a debt collector writes or calls', (_name, text) => {
    const { text: words } = catalogue.render(text.templateId, text.channel, text.language, SAMPLE_VARIABLES);
    expect(words).toMatch(text.language === 'es' ? /cobrador de deudas/ : /debt collector/);
    if (text.templateId === 'validation-notice' || text.channel === 'call') {
      expect(words).toMatch(text.language === 'es' ? /intento de cobrar una deuda.*toda la información obtenida se usará con ese fin/s : /attempt to collect a debt.*any information obtained will be used for that purpose/s);
    }
  });

  it.each(rows.filter(([, text]) => text.channel === 'call'))('%s verifies the person before any word about the account', (_name, text) => {
    const { text: words } = catalogue.render(text.templateId, 'call', text.language, SAMPLE_VARIABLES);
    if (text.templateId.startsWith('business-')) return;
    const verifies = words.search(text.language === 'es' ? /Compruebe dos datos/ : /Check two identifiers/);
    expect(verifies).toBeGreaterThan(-1);
    expect(words.indexOf(SAMPLE_VARIABLES.account_reference) === -1 || words.indexOf(SAMPLE_VARIABLES.account_reference) > verifies).toBe(true);
  });

  // Own list, apart from the one in the code: a word that both forget is the only one to slip through.
  const FORBIDDEN = /\b(lawyers?|attorneys?|solicitors?|courts?|sue[ds]?|suing|lawsuits?|legal action|legal proceedings|litigation|judge?ments?|garnish\w*|abogad[oa]s?|bufete|demandas?|demandar\w*|tribunal(es)?|juzgado|juicio|jueza?|embarg\w+|acci[oó]n(es)? (legal|judicial)(es)?)\b/i;
  it.each(rows.filter(([, text]) => !text.speaksOfLegalAction && text.channel !== 'task'))('%s says no legal word', (_name, text) => {
    const rendered = catalogue.render(text.templateId, text.channel, text.language, SPARSE);
    expect(`${rendered.subject ?? ''}\n${rendered.text}`).not.toMatch(FORBIDDEN);
  });

  it('what goes to debtors is a chase, except reminders of agreed or coming days, statements, and the validation notice', () => {
    const kept = new Set(catalogue.facts.filter((text) => text.channel !== 'task' && text.purpose !== 'chase').map((text) => `${text.purpose} ${text.templateId}`));
    expect([...kept].toSorted()).toEqual([
      'notice validation-notice', 'service business-before-due', 'service business-instalment-reminder', 'service business-promise-reminder', 'service business-statement', 'service instalment-reminder',
      'service payment-upcoming', 'service promise-reminder', 'service third-party-instalment-reminder', 'service third-party-promise-reminder',
    ]);
  });

  it('only final notices with an intent speak of legal action, and they really do', () => {
    const speaking = catalogue.facts.filter((text) => text.speaksOfLegalAction);
    expect([...new Set(speaking.map((text) => text.templateId))].toSorted()).toEqual(['business-final-with-intent', 'final-notice-with-intent', 'third-party-final-with-intent']);
    for (const text of speaking) {
      expect(text.channel).toBe('letter');
      expect(legalWordsIn(catalogue.render(text.templateId, 'letter', text.language, SAMPLE_VARIABLES).text, text.language).length).toBeGreaterThan(0);
    }
  });

  it('no text of the validation period presses: no deadline of ours, no discount', () => {
    const during = ['validation-notice', 'third-party-account', 'third-party-call-us', 'third-party-call-first'];
    for (const text of catalogue.facts.filter((candidate) => during.includes(candidate.templateId))) {
      expect(text).toMatchObject({ deadlineDays: null, offersDiscount: false, speaksOfLegalAction: false, speaksOfFurnishing: false });
    }
  });
});

describe('a wrong text is refused when it is loaded, by file and line', () => {
  const head = '---\nsubject: "Hello"\npurpose: chase\n---\n';
  it.each([
    ['an unknown variable', 'a/email.en.liquid', `${head}Hello {{ debtor_name }},\n\nyou owe {{ balance }}.\n`, /^a\/email\.en\.liquid:7:\d+ The variable "balance" is not known: correct its spelling; the known ones are account_reference/],
    ['an unknown variable in the subject', 'a/email.en.liquid', `${head.replace('Hello', '{{ nobody }}')}Hello.\n`, /^a\/email\.en\.liquid:2:\d+ The variable "nobody" is not known/],
    ['an unknown field of a row', 'a/letter.en.liquid', `${head}{% for item in items %}{{ item.price }}{% endfor %}\n`, /undefined variable: item\.price/],
    ['an unknown filter', 'a/email.en.liquid', `${head}{{ amount | euros }}\n`, /undefined filter: euros/],
    ['broken Liquid', 'a/email.en.liquid', `${head}\n{% if amount %}open\n`, /^a\/email\.en\.liquid:6:1 .*not closed/],
    ['a legal word without its declaration', 'a/letter.en.liquid', `${head}Pay now.\n\nOr we take you to Court.\n`, /^a\/letter\.en\.liquid:7:1 "[^"]+" speaks of legal action/],
    ['a Spanish legal word without its declaration', 'a/sms.es.liquid', '---\npurpose: chase\n---\nHablaremos con nuestro abogado.\n', /^a\/sms\.es\.liquid:4:1 "abogado" speaks of legal action/],
    ['a deadline without its days', 'a/letter.en.liquid', `${head}Pay by {{ deadline }}.\n`, /The text names a deadline, the front matter says not how long it is: add deadline_days/],
    ['no front matter', 'a/sms.en.liquid', 'Pay now.\n', /has to begin with front matter/],
    ['an unknown front matter key', 'a/sms.en.liquid', '---\npurpose: chase\ncolour: red\n---\nHello.\n', /Front matter .*colour/],
    ['an e-mail without a subject', 'a/email.en.liquid', '---\npurpose: chase\n---\nHello.\n', /needs a subject/],
    ['an unknown channel', 'a/fax.en.liquid', `${head}Hello.\n`, /TEMPLATE-ID\/CHANNEL\.LANGUAGE\.liquid/],
  ])('%s', (_what, file, text, expected) => {
    expect(problemsOf(file, text).join('\n')).toMatch(expected);
  });
});

describe('rendering', () => {
  it('takes English where a language is missing, and refuses a text that does not exist', () => {
    expect(catalogue.render('business-overdue', 'email', 'fr', SAMPLE_VARIABLES).language).toBe('en');
    expect(() => catalogue.render('nowhere', 'email', 'en', SAMPLE_VARIABLES)).toThrow(/There is no template nowhere/);
  });

  it('an e-mail carries the same words as HTML, with nothing of a debtor taken for markup', () => {
    const { html } = catalogue.render('payment-missed', 'email', 'en', { ...SAMPLE_VARIABLES, greeting_name: '<script>alert(1)</script>' });
    expect(html).toContain('Hello &lt;script&gt;alert(1)&lt;/script&gt;,');
    expect(html).not.toContain('<script');
    expect(html).toContain(`<a href="${SAMPLE_VARIABLES.pay_link}">${SAMPLE_VARIABLES.pay_link}</a>`);
  });

  it('Liquid in a name stays a name', () => {
    expect(catalogue.render('payment-missed', 'email', 'en', { ...SAMPLE_VARIABLES, greeting_name: '{{ phone }}' }).text).toContain('Hello {{ phone }},');
  });

  it('a task finds its script in the language of the debtor, or its instruction', () => {
    expect(renderScript(catalogue, 'call-plan', 'es', SAMPLE_VARIABLES).text).toMatch(/Compruebe dos datos/);
    expect(renderScript(catalogue, 'legal-review', 'es', SAMPLE_VARIABLES).text).toMatch(/Decide on legal action/);
  });
});

describe('legal words', () => {
  it.each([
    ['en', 'We issue; the courtesy and the suede pursued', []],
    ['en', 'Our ATTORNEY may sue', ['ATTORNEY', 'sue']],
    ['es', 'una cortesía y los sucesos', []],
    ['es', 'presentar una demanda; acción\nlegal', ['demanda', 'acción\nlegal']],
    ['es', 'nuestro attorney', ['attorney']],
  ])('%s: %s', (language, text, expected) => {
    expect(legalWordsIn(text, language).map((found) => found.word)).toEqual(expected);
  });
});
