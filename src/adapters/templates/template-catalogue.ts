/** All texts, loaded and checked once; rendering afterwards is pure. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Liquid } from 'liquidjs';
import type { Channel } from '#core/cadence/cadence-policy.ts';
import type { TemplateFacts } from '#core/cadence/template-facts.ts';
import { DunwellError } from '#contracts/failures.ts';
import { compileTemplate, type CompiledTemplate } from './check-template.ts';
import { parseTemplateFile, type TemplateFile, type TemplateProblem } from './template-file.ts';
import { textToHtml } from './text-to-html.ts';
import type { TemplateVariables } from './template-variables.ts';

export type RenderedTemplate = {
  readonly subject: string | null;
  readonly text: string;
  /** Only for e-mail. */
  readonly html: string | null;
  /** The language that the text has: the wanted one, or English where it is missing. */
  readonly language: string;
};

export type TemplateCatalogue = {
  /** What the static checks and the compiler have to know. */
  readonly facts: readonly TemplateFacts[];
  /** Facts of the text that `render` would take; null when there is none in the wanted language nor in English. */
  readonly factsOf: (templateId: string, channel: Channel, language: string) => TemplateFacts | null;
  /** Throws TEMPLATE_INVALID where no text exists: the static checks keep that from happening. */
  readonly render: (templateId: string, channel: Channel, language: string, variables: TemplateVariables) => RenderedTemplate;
};

export type LoadedTemplates = { readonly kind: 'catalogue'; readonly catalogue: TemplateCatalogue } | { readonly kind: 'invalid'; readonly problems: readonly TemplateProblem[] };

const DEFAULT_LANGUAGE = 'en';
const MAXIMUM_FILE_CHARACTERS = 64_000;

/** Loads every `*.liquid` below a folder; all problems of all files at once. */
export function loadTemplates(folder: string): LoadedTemplates {
  const engine = new Liquid({ strictVariables: true, strictFilters: true, ownPropertyOnly: true, cache: false, dynamicPartials: false, renderLimit: 1_000, memoryLimit: 1_000_000 });
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.split(path.sep).join('/')).filter((name) => name.endsWith('.liquid')).toSorted();
  const compiled: CompiledTemplate[] = [];
  const problems: TemplateProblem[] = [];
  for (const name of names) {
    const result = loadFile(engine, name, readFileSync(path.join(folder, name), 'utf8'));
    if (result.kind === 'compiled') compiled.push(result.compiled);
    else problems.push(...result.problems);
  }
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'catalogue', catalogue: catalogueOf(engine, compiled) };
}

function loadFile(engine: Liquid, name: string, text: string): ReturnType<typeof compileTemplate> {
  if (text.length > MAXIMUM_FILE_CHARACTERS) return { kind: 'invalid', problems: [{ file: name, line: 1, column: 1, message: `The file has ${text.length} characters; a template has at most ${MAXIMUM_FILE_CHARACTERS}.` }] };
  const parsed = parseTemplateFile(name, text.replaceAll('\r\n', '\n'));
  return parsed.kind === 'invalid' ? parsed : compileTemplate(engine, parsed.template);
}

function catalogueOf(engine: Liquid, compiled: readonly CompiledTemplate[]): TemplateCatalogue {
  const byKey = new Map(compiled.map((entry) => [keyOf(entry.file.templateId, entry.file.channel, entry.file.language), entry]));
  const find = (templateId: string, channel: Channel, language: string): CompiledTemplate | undefined =>
    byKey.get(keyOf(templateId, channel, language)) ?? byKey.get(keyOf(templateId, channel, DEFAULT_LANGUAGE));
  return {
    facts: compiled.map((entry) => factsOf(entry.file)),
    factsOf: (templateId, channel, language) => {
      const entry = find(templateId, channel, language);
      return entry === undefined ? null : factsOf(entry.file);
    },
    render: (templateId, channel, language, variables) => {
      const entry = find(templateId, channel, language);
      if (entry === undefined) throw new DunwellError('TEMPLATE_INVALID', `There is no template ${templateId} for ${channel} in ${language} or ${DEFAULT_LANGUAGE}.`, { templateId, channel, language });
      return renderTemplate(engine, entry, variables);
    },
  };
}

function keyOf(templateId: string, channel: string, language: string): string {
  return `${templateId}/${channel}.${language}`;
}

function factsOf({ templateId, channel, language, frontMatter }: TemplateFile): TemplateFacts {
  return {
    templateId, channel, language, purpose: frontMatter.purpose, speaksOfLegalAction: frontMatter.speaks_of_legal_action,
    speaksOfFurnishing: frontMatter.speaks_of_furnishing, offersDiscount: frontMatter.offers_discount, deadlineDays: frontMatter.deadline_days ?? null,
  };
}

function renderTemplate(engine: Liquid, { file, subject, body }: CompiledTemplate, variables: TemplateVariables): RenderedTemplate {
  const text = tidyText(String(engine.renderSync([...body], variables)));
  return {
    subject: subject === null ? null : String(engine.renderSync([...subject], variables)).replace(/\s+/g, ' ').trim(),
    text, html: file.channel === 'email' ? textToHtml(text, file.language) : null, language: file.language,
  };
}

/** Conditions in a template leave blank lines behind; a reader sees paragraphs. */
function tidyText(text: string): string {
  return text.replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim();
}
