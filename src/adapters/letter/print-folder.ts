/**
 * A print vendor that is a folder: `<letterId>.pdf` beside `<letterId>.json`. A print shop collects it, and the sandbox plays one.
 * The manifest is written last and by rename, so that a letter either stands there whole or does not.
 */
import { createHash } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { addBusinessDays, type BusinessCalendar } from '#core/local-time.ts';
import { replaceFile, writeBeside } from '../whole-file.ts';
import type { LetterStatus, LetterSubmission, LetterVendor, RecallResult, SubmitResult } from './letter-port.ts';

const manifestSchema = z.strictObject({
  letterId: z.string(), vendorLetterId: z.string(), sha256: z.string(), submittedOn: z.string(),
  status: z.enum(['accepted', 'mailed', 'recalled']), mailedOn: z.string().nullable(),
});
type Manifest = z.infer<typeof manifestSchema>;

const endSchema = z.strictObject({ status: z.enum(['mailed', 'recalled']), mailedOn: z.string().nullable() });
type End = z.infer<typeof endSchema>;

export type MailedLetter = { readonly letterId: string; readonly vendorLetterId: string; readonly mailedOn: string };

export type PrintFolder = LetterVendor & {
  /** Mails what was handed over on an earlier business day, as the sandbox's vendor; returns what went out now. */
  readonly mailDue: (today: string, calendar: BusinessCalendar) => Promise<readonly MailedLetter[]>;
};

export async function openPrintFolder(folder: string): Promise<PrintFolder> {
  await mkdir(folder, { recursive: true });
  return {
    vendor: 'print-folder',
    submit: (submission) => submit(folder, submission),
    status: async (letterId) => statusOf(await readManifest(folder, letterId)),
    recall: (letterId) => recall(folder, letterId),
    mailDue: (today, calendar) => mailDue(folder, today, calendar),
  };
}

async function submit(folder: string, { letterId, pdf, submittedOn }: LetterSubmission): Promise<SubmitResult> {
  assertFileName(letterId);
  const sha256 = hashOf(pdf);
  const vendorLetterId = `folder-${letterId}`;
  const manifest: Manifest = { letterId, vendorLetterId, sha256, submittedOn, status: 'accepted', mailedOn: null };
  try {
    const known = await readManifest(folder, letterId);
    if (known !== null) return sameLetter(known, sha256);
    const pages = path.join(folder, `${letterId}.pdf`);
    if (!await createOnce(pages, pdf) && hashOf(await readFile(pages)) !== sha256) {
      return { kind: 'conflict', reason: `Other pages stand in the folder for letter ${letterId}.` };
    }
    if (await createOnce(manifestFile(folder, letterId), manifestJson(manifest))) return { kind: 'accepted', vendorLetterId };
  } catch (error) {
    // What failed before the manifest stands was never taken; what failed after it is found there by the next call.
    return { kind: 'notTaken', reason: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
  }
  const other = await readManifest(folder, letterId);
  return other === null ? { kind: 'notTaken', reason: 'The manifest vanished.' } : sameLetter(other, sha256);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function sameLetter(known: Manifest, sha256: string): SubmitResult {
  return known.sha256 === sha256 ? { kind: 'accepted', vendorLetterId: known.vendorLetterId }
    : { kind: 'conflict', reason: `Letter ${known.letterId} was handed over before with other bytes.` };
}

function statusOf(manifest: Manifest | null): LetterStatus {
  if (manifest === null) return { kind: 'absent' };
  const { vendorLetterId, submittedOn, mailedOn } = manifest;
  if (manifest.status === 'mailed' && mailedOn !== null) return { kind: 'mailed', vendorLetterId, mailedOn };
  return manifest.status === 'recalled' ? { kind: 'recalled', vendorLetterId } : { kind: 'accepted', vendorLetterId, submittedOn };
}

async function recall(folder: string, letterId: string): Promise<RecallResult> {
  const manifest = await readManifest(folder, letterId);
  if (manifest === null) return { kind: 'absent' };
  const { mailedOn } = await end(folder, manifest, { status: 'recalled', mailedOn: null });
  return mailedOn === null ? { kind: 'recalled' } : { kind: 'tooLate', mailedOn };
}

/** A letter is mailed or recalled, never both, whoever comes first: the end is a file that is made once, and the manifest repeats it. */
async function end(folder: string, manifest: Manifest, wanted: End): Promise<End> {
  if (manifest.status !== 'accepted') return { status: manifest.status, mailedOn: manifest.mailedOn };
  const file = path.join(folder, `${manifest.letterId}.end`);
  const ended = await createOnce(file, JSON.stringify(wanted)) ? wanted : endSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  await replaceManifest(folder, { ...manifest, ...ended });
  return ended;
}

async function mailDue(folder: string, today: string, calendar: BusinessCalendar): Promise<readonly MailedLetter[]> {
  const mailed: MailedLetter[] = [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  for (const name of names) {
    const manifest = await readManifest(folder, name.slice(0, -'.json'.length));
    if (manifest?.status !== 'accepted') continue;
    const mailedOn = addBusinessDays(manifest.submittedOn, 1, calendar);
    if (mailedOn > today) continue;
    const ended = await end(folder, manifest, { status: 'mailed', mailedOn });
    if (ended.mailedOn !== null) mailed.push({ letterId: manifest.letterId, vendorLetterId: manifest.vendorLetterId, mailedOn: ended.mailedOn });
  }
  return mailed;
}

function manifestFile(folder: string, letterId: string): string {
  return path.join(folder, `${letterId}.json`);
}

/** Ids become file names: nothing in them may lead out of the folder. */
function assertFileName(letterId: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,199}$/.test(letterId)) throw new Error(`Letter id ${JSON.stringify(letterId)} cannot be a file name`);
}

async function readManifest(folder: string, letterId: string): Promise<Manifest | null> {
  assertFileName(letterId);
  try {
    return manifestSchema.parse(JSON.parse(await readFile(manifestFile(folder, letterId), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes a file unless there is one: a hard link refuses where a rename would replace. */
async function createOnce(file: string, bytes: Uint8Array | string): Promise<boolean> {
  const temporary = await writeBeside(file, bytes);
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function replaceManifest(folder: string, manifest: Manifest): Promise<void> {
  return replaceFile(manifestFile(folder, manifest.letterId), manifestJson(manifest));
}

function manifestJson(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
