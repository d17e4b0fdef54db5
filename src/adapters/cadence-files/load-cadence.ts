/** Reads cadence files: YAML, format and static checks, all findings at once with their places. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { canonicalJson } from '#core/account/stable-hash.ts';
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';
import { lintCadence } from '#core/cadence/lint-cadence.ts';
import type { TemplateFacts } from '#core/cadence/template-facts.ts';
import { cadenceSchema, type CadenceFile } from './cadence-schema.ts';
import { placeOf, placeOfKey, sentenceOf, type CadenceProblem, type Place } from './cadence-problem.ts';
import { compileCadence } from './compile-cadence.ts';

/** A cadence of a hundred steps has about 30 KB; a file of this size is something else. */
const MAXIMUM_FILE_BYTES = 256 * 1024;

export type LoadedCadence =
  /** `hash` is the SHA-256 of the canonical JSON of the policy: the version that counts. */
  | { readonly kind: 'cadence'; readonly file: string; readonly policy: CadencePolicy; readonly hash: string; readonly warnings: readonly CadenceProblem[] }
  | { readonly kind: 'invalid'; readonly file: string; readonly problems: readonly CadenceProblem[] };

/** The identity of a policy: equal policies have equal hashes, whatever the layout of their files. */
export function policyHash(policy: CadencePolicy): string {
  return createHash('sha256').update(canonicalJson(policy)).digest('hex');
}

/** Loads one file. A file that cannot be read at all is a problem of its first line, not an exception. */
export function loadCadence(file: string, templates: readonly TemplateFacts[]): LoadedCadence {
  const source = readBounded(file);
  return source.kind === 'unreadable' ? { kind: 'invalid', file, problems: [wholeFile(file, source.reason)] } : parseCadence(file, source.text, templates);
}

/** Loads every `*.yaml` of a folder, in the order of their names. Two cadences of one name make the later one invalid. */
export function loadCadences(folder: string, templates: readonly TemplateFacts[]): readonly LoadedCadence[] {
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  const seen = new Set<string>();
  return names.map((name) => {
    const loaded = loadCadence(path.join(folder, name), templates);
    if (loaded.kind === 'invalid' || !seen.has(loaded.policy.name)) {
      if (loaded.kind === 'cadence') seen.add(loaded.policy.name);
      return loaded;
    }
    return { kind: 'invalid', file: loaded.file, problems: [wholeFile(loaded.file, `Another file holds a cadence named "${loaded.policy.name}" too: rename one.`)] };
  });
}

function readBounded(file: string): { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unreadable'; readonly reason: string } {
  try {
    const { size } = statSync(file);
    if (size > MAXIMUM_FILE_BYTES) return { kind: 'unreadable', reason: `The file has ${size} bytes; a cadence has at most ${MAXIMUM_FILE_BYTES}.` };
    return { kind: 'text', text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { kind: 'unreadable', reason: `The file cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : String(error)}): check its path.` };
  }
}

function wholeFile(file: string, message: string): CadenceProblem {
  return { file, line: 1, column: 1, severity: 'error', rule: 'format', stepId: null, message };
}

/** The same from text already at hand; `file` names it in problems. */
export function parseCadence(file: string, text: string, templates: readonly TemplateFacts[]): LoadedCadence {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    const problems = broken.map((error) => ({ ...wholeFile(file, `${error.message}: correct the YAML here.`), rule: 'yaml', ...placeAt(lines, error.pos[0]) }));
    return { kind: 'invalid', file, problems };
  }
  // Aliases could blow a small file up; a cadence needs none beyond a few.
  const parsed = cadenceSchema.safeParse(document.toJS({ maxAliasCount: 50 }), { reportInput: true });
  if (!parsed.success) return { kind: 'invalid', file, problems: parsed.error.issues.flatMap((issue) => formatProblems(file, document, lines, issue)).toSorted(byPlace) };
  return checked(file, parsed.data, { document, lines }, templates);
}

function byPlace(left: CadenceProblem, right: CadenceProblem): number {
  return left.line - right.line || left.column - right.column;
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

type Issue = Parameters<typeof sentenceOf>[0];

function formatProblems(file: string, document: Document, lines: LineCounter, issue: Issue): readonly CadenceProblem[] {
  const stepId = stepIdAt(document, issue.path);
  const base = { file, severity: 'error', rule: 'format', stepId } as const;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ ...base, ...placeOfKey(document, lines, issue.path, key), message: `"${key}" is not a key that belongs here: remove it or correct its spelling.` }));
  }
  return [{ ...base, ...placeOf(document, lines, issue.path), message: sentenceOf(issue) }];
}

/** The id of the step that a path leads into, when it has one. */
function stepIdAt(document: Document, issuePath: readonly PropertyKey[]): string | null {
  const depth = issuePath[0] === 'stages' && issuePath[2] === 'steps' ? 4 : issuePath[0] === 'events' ? 3 : 0;
  if (depth === 0 || issuePath.length < depth) return null;
  const id: unknown = document.getIn([...issuePath.slice(0, depth), 'id']);
  return typeof id === 'string' ? id : null;
}

type Source = { readonly document: Document; readonly lines: LineCounter };

function checked(file: string, data: CadenceFile, source: Source, templates: readonly TemplateFacts[]): LoadedCadence {
  const policy = compileCadence(data, templates);
  const findings = lintCadence(policy, templates).map(({ rule, severity, stepId, message }): CadenceProblem =>
    ({ file, ...placeOfStep(data, source, stepId, rule), severity, rule, stepId, message }));
  const named = path.basename(file).replace(/\.ya?ml$/, '');
  if (named !== policy.name) findings.unshift({ ...wholeFile(file, `The cadence is named "${policy.name}", its file "${named}": make them equal.`), ...placeOf(source.document, source.lines, ['name']) });
  findings.sort(byPlace);
  if (findings.some((finding) => finding.severity === 'error')) return { kind: 'invalid', file, problems: findings };
  return { kind: 'cadence', file, policy, hash: policyHash(policy), warnings: findings };
}

/** The line of a step's id; of a second step with the same id when that is the finding. */
function placeOfStep(data: CadenceFile, { document, lines }: Source, stepId: string | null, rule: string): Place {
  if (stepId === null) return placeOf(document, lines, rule === 'no-terminal-outcome' ? ['terminal'] : []);
  const ordered = data.stages.flatMap((stage, stageIndex) => stage.steps.map((step, index) => ({ id: step.id, path: ['stages', stageIndex, 'steps', index, 'id'] })));
  const answers = Object.entries(data.events).flatMap(([event, steps]) => (steps ?? []).map((step, index) => ({ id: step.id, path: ['events', event, index, 'id'] })));
  const places = [...ordered, ...answers].filter((step) => step.id === stepId);
  return placeOf(document, lines, (rule === 'duplicate-step-id' ? places.at(-1) : places[0])?.path ?? []);
}
