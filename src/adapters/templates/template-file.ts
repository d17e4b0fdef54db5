/** One template file: its name says channel and language, its front matter what it is, its body what it says. */
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { CHANNELS, MESSAGE_PURPOSES, type Channel } from '#core/cadence/cadence-policy.ts';

export type TemplateProblem = { readonly file: string; readonly line: number; readonly column: number; readonly message: string };

const frontMatterSchema = z.strictObject({
  subject: z.string().min(1).max(150).optional(),
  purpose: z.enum(MESSAGE_PURPOSES),
  speaks_of_legal_action: z.boolean().default(false),
  speaks_of_furnishing: z.boolean().default(false),
  offers_discount: z.boolean().default(false),
  deadline_days: z.int().min(1).max(365).optional(),
});

export type FrontMatter = z.infer<typeof frontMatterSchema>;

export type TemplateFile = {
  readonly file: string;
  readonly templateId: string;
  readonly channel: Channel;
  readonly language: string;
  readonly frontMatter: FrontMatter;
  readonly body: string;
  /** Line of the file on which the body begins. */
  readonly bodyLine: number;
};

export type ParsedTemplate = { readonly kind: 'template'; readonly template: TemplateFile } | { readonly kind: 'invalid'; readonly problems: readonly TemplateProblem[] };

/** Takes a file apart. `file` is its path from the templates folder: `payment-missed/email.en.liquid`. */
export function parseTemplateFile(file: string, text: string): ParsedTemplate {
  const name = /^([a-z0-9-]+)\/([a-z]+)\.([a-z]{2})\.liquid$/.exec(file);
  const channel = CHANNELS.find((candidate) => candidate === name?.[2]);
  if (name === null || channel === undefined) {
    return invalid(file, 1, `The path has to be TEMPLATE-ID/CHANNEL.LANGUAGE.liquid with a channel of ${CHANNELS.join(', ')}.`);
  }
  const parts = /^---\n([\s\S]*?\n)---\n([\s\S]*)$/.exec(text);
  if (parts === null) return invalid(file, 1, 'The file has to begin with front matter between two lines of "---": add at least "purpose: chase".');
  const [, header = '', body = ''] = parts;
  const read = readFrontMatter(file, header);
  if (read.kind === 'invalid') return read;
  const needsSubject = channel === 'email' || channel === 'letter' || channel === 'task' || channel === 'call';
  if (needsSubject && read.frontMatter.subject === undefined) return invalid(file, 2, `A template for ${channel} needs a subject: add it to the front matter.`);
  return {
    kind: 'template',
    template: { file, templateId: name[1] ?? '', channel, language: name[3] ?? '', frontMatter: read.frontMatter, body: body.trim(), bodyLine: bodyLineOf(header, body) },
  };
}

/** The body is trimmed: blank lines before it count too, or every place would be off by them. */
function bodyLineOf(header: string, body: string): number {
  const blankLines = /^\s*/.exec(body)?.[0].split('\n').length ?? 1;
  return header.split('\n').length + 1 + blankLines;
}

type ReadFrontMatter = { readonly kind: 'read'; readonly frontMatter: FrontMatter } | Extract<ParsedTemplate, { kind: 'invalid' }>;

function readFrontMatter(file: string, header: string): ReadFrontMatter {
  const lines = new LineCounter();
  const document = parseDocument(header, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return { kind: 'invalid', problems: document.errors.map((error) => ({ file, line: lines.linePos(error.pos[0]).line + 1, column: lines.linePos(error.pos[0]).col, message: `${error.message}: correct the front matter.` })) };
  }
  const parsed = frontMatterSchema.safeParse(document.toJS());
  if (parsed.success) return { kind: 'read', frontMatter: parsed.data };
  return { kind: 'invalid', problems: parsed.error.issues.map((issue) => ({ file, line: 2, column: 1, message: `Front matter ${issue.path.join('.')}: ${issue.message}.` })) };
}

function invalid(file: string, line: number, message: string): Extract<ParsedTemplate, { kind: 'invalid' }> {
  return { kind: 'invalid', problems: [{ file, line, column: 1, message }] };
}
