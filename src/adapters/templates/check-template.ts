/** What can be wrong with a template's words, found when they are loaded rather than when a debtor waits for them. */
import type { Liquid, Template } from 'liquidjs';
import { legalWordsIn } from '#core/cadence/legal-words.ts';
import type { TemplateFile, TemplateProblem } from './template-file.ts';
import { SAMPLE_VARIABLES, VARIABLE_NAMES } from './template-variables.ts';

export type CompiledTemplate = { readonly file: TemplateFile; readonly subject: readonly Template[] | null; readonly body: readonly Template[] };
export type CheckedTemplate = { readonly kind: 'compiled'; readonly compiled: CompiledTemplate } | { readonly kind: 'invalid'; readonly problems: readonly TemplateProblem[] };

/** Compiles a template and renders it once with sample values, so that nothing unknown is left in it. */
export function compileTemplate(engine: Liquid, file: TemplateFile): CheckedTemplate {
  const subject = parsePart(engine, file, file.frontMatter.subject ?? '', 2);
  const body = parsePart(engine, file, file.body, file.bodyLine);
  const problems = [...subject.problems, ...body.problems, ...(file.channel === 'task' ? [] : undeclaredLegalWords(file)), ...missingDeadline(file, body.variables)];
  if (problems.length > 0) return { kind: 'invalid', problems };
  const compiled: CompiledTemplate = { file, subject: file.frontMatter.subject === undefined ? null : subject.templates, body: body.templates };
  const trial = trialRender(engine, compiled);
  return trial === null ? { kind: 'compiled', compiled } : { kind: 'invalid', problems: [trial] };
}

type ParsedPart = { readonly templates: readonly Template[]; readonly variables: readonly string[]; readonly problems: readonly TemplateProblem[] };

function parsePart(engine: Liquid, file: TemplateFile, text: string, firstLine: number): ParsedPart {
  try {
    const templates = engine.parse(text);
    const globals = engine.analyzeSync(templates, { partials: false }).globals;
    const unknown = Object.entries(globals).filter(([name]) => !VARIABLE_NAMES.has(name));
    return {
      templates, variables: Object.keys(globals),
      problems: unknown.flatMap(([name, uses]) => uses.map((use) => ({
        file: file.file, line: use.location.row + firstLine - 1, column: use.location.col,
        message: `The variable "${name}" is not known: correct its spelling; the known ones are ${[...VARIABLE_NAMES].toSorted().join(', ')}.`,
      }))),
    };
  } catch (error) {
    return { templates: [], variables: [], problems: [liquidProblem(file, error, firstLine)] };
  }
}

function liquidProblem(file: TemplateFile, error: unknown, firstLine: number): TemplateProblem {
  const message = error instanceof Error ? error.message : String(error);
  const place = /, line:(\d+), col:(\d+)/.exec(message);
  return { file: file.file, line: Number(place?.[1] ?? 1) + firstLine - 1, column: Number(place?.[2] ?? 1), message: `${message.replace(/, line:.*$/s, '')}: correct the template here.` };
}

/** Words of legal action without their declaration would pass every check that rests on it. Instructions to officers are not told to debtors. */
function undeclaredLegalWords(file: TemplateFile): readonly TemplateProblem[] {
  if (file.frontMatter.speaks_of_legal_action) return [];
  const inBody = legalWordsIn(file.body, file.language).map((found) => ({ word: found.word, line: file.bodyLine + file.body.slice(0, found.index).split('\n').length - 1 }));
  const inSubject = legalWordsIn(file.frontMatter.subject ?? '', file.language).map((found) => ({ word: found.word, line: 2 }));
  return [...inSubject, ...inBody].map(({ word, line }) => ({
    file: file.file, line, column: 1, message: `"${word}" speaks of legal action: use another word, or declare speaks_of_legal_action: true and put the step behind a legal review.`,
  }));
}

function missingDeadline(file: TemplateFile, variables: readonly string[]): readonly TemplateProblem[] {
  if (!variables.includes('deadline') || file.frontMatter.deadline_days !== undefined) return [];
  return [{ file: file.file, line: 2, column: 1, message: 'The text names a deadline, the front matter says not how long it is: add deadline_days.' }];
}

function trialRender(engine: Liquid, compiled: CompiledTemplate): TemplateProblem | null {
  try {
    for (const part of [compiled.subject ?? [], compiled.body]) engine.renderSync([...part], SAMPLE_VARIABLES);
    return null;
  } catch (error) {
    return liquidProblem(compiled.file, error, compiled.file.bodyLine);
  }
}
