/** The sandbox's Twilio account: made up once per folder, so that a worker started again still fits. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const credentialsSchema = z.strictObject({ accountSid: z.string().regex(/^AC[0-9a-f]{32}$/), authToken: z.string().regex(/^[0-9a-f]{32}$/) });
export type SandboxCredentials = Readonly<z.infer<typeof credentialsSchema>>;

export async function loadCredentials(folder: string | null): Promise<SandboxCredentials> {
  const fresh = { accountSid: `AC${randomBytes(16).toString('hex')}`, authToken: randomBytes(16).toString('hex') };
  if (folder === null) return fresh;
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'twilio-account.json');
  try {
    await writeFile(file, JSON.stringify(fresh), { flag: 'wx', mode: 0o600 });
    return fresh;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return credentialsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  }
}
