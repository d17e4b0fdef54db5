/** Structured logs: ids, kinds and counts. What could name a person is removed by field, in case it slips in. */
import { pino, type Logger } from 'pino';

const PERSONAL = ['address', 'to', 'from', 'body', 'text', 'subject', 'name', 'fullName', 'firstName', 'email', 'phone', 'dateOfBirth', 'taxIdLast4', 'fromAddress'];
const SECRET = ['authorization', 'apiKey', 'authToken', 'password', 'databaseUrl', 'smtpUrl', 'x-api-key'];

export function openLog(process: 'worker' | 'api' | 'up', level: string): Logger {
  const fields = [...PERSONAL, ...SECRET];
  return pino({
    level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: [...fields, ...fields.map((field) => `*["${field}"]`)].map((path) => path === 'x-api-key' ? '["x-api-key"]' : path), censor: '[redacted]' },
  });
}
