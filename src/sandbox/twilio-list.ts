/** Twilio's list of messages: filters, and pages that stay put while new messages arrive. */
import type { SandboxMessage } from './journal.ts';
import { API_VERSION, messageResource, sentAt, twilioError, type TwilioAnswer } from './twilio-resource.ts';

const PAGE_SIZE = 50;
const LARGEST_PAGE = 1_000;
const FILTERS = ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>'] as const;

export type ListQuery = Readonly<Record<string, string>>;

/** Answers GET Messages.json, newest first. */
export function listMessages(accountSid: string, messages: readonly SandboxMessage[], query: ListQuery): TwilioAnswer {
  const pageSize = Math.min(Number(query['PageSize'] ?? PAGE_SIZE), LARGEST_PAGE);
  const page = Number(query['Page'] ?? 0);
  if (!Number.isInteger(pageSize) || pageSize < 1 || !Number.isInteger(page) || page < 0) return twilioError(400, 20001, 'Page and PageSize are whole numbers');
  const matching = messages.filter((message) => message.medium === 'sms' && matches(message, query)).toReversed();
  const start = startOf(matching, query['PageToken']);
  const shown = matching.slice(start, start + pageSize);
  const last = shown.at(-1);
  const path = `/${API_VERSION}/Accounts/${accountSid}/Messages.json`;
  const address = (pageNo: number, token: string | null): string => `${path}?${searchOf(query, pageSize, pageNo, token)}`;
  return {
    status: 200, headers: {},
    body: {
      first_page_uri: address(0, null), next_page_uri: last !== undefined && start + pageSize < matching.length ? address(page + 1, `PA${last.messageId}`) : null,
      previous_page_uri: null, page, page_size: pageSize, start: page * pageSize, end: page * pageSize + Math.max(0, shown.length - 1),
      uri: address(page, query['PageToken'] ?? null), messages: shown.map((message) => messageResource(accountSid, message)),
    },
  };
}

function matches(message: SandboxMessage, query: ListQuery): boolean {
  const [from, to] = message.direction === 'inbound' ? [message.address, message.ourAddress] : [message.ourAddress, message.address];
  return (query['To'] ?? to) === to && (query['From'] ?? from) === from && wasSentThen(sentAt(message), query);
}

function wasSentThen(at: string | null, query: ListQuery): boolean {
  const { DateSent: on, 'DateSent<': before, 'DateSent>': after } = query;
  if (on === undefined && before === undefined && after === undefined) return true;
  if (at === null) return false;
  return (on === undefined || at.slice(0, 10) === on.slice(0, 10)) && (before === undefined || Date.parse(at) <= Date.parse(before)) && (after === undefined || Date.parse(at) >= Date.parse(after));
}

/** A page token names the last message of the page before. */
function startOf(matching: readonly SandboxMessage[], token: string | undefined): number {
  return token === undefined ? 0 : matching.findIndex((message) => token === `PA${message.messageId}`) + 1;
}

function searchOf(query: ListQuery, pageSize: number, page: number, token: string | null): string {
  const filters = FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]] as [string, string]]));
  const position: [string, string][] = [['PageSize', String(pageSize)], ['Page', String(page)], ...(token === null ? [] : [['PageToken', token] as [string, string]])];
  return new URLSearchParams([...filters, ...position]).toString();
}
