/** An e-mail that came in, read into bounded plain parts; delivery reports (RFC 3464) into what became of a message of ours. */
import { createHash } from 'node:crypto';
import { simpleParser, type AddressObject, type Attachment, type ParsedMail } from 'mailparser';
import { DunwellError } from '#contracts/failures.ts';
import { enhancedStatusIn, isDeadMailbox } from './mailbox-status.ts';

export type InboundEmail = {
  /** Small letters; null where the message names no sender, as reports may. */
  readonly from: string | null;
  readonly to: readonly string[];
  readonly subject: string;
  /** Plain text, of an HTML message too. */
  readonly text: string;
  /** With its brackets; the hash of the message where it has none, so that the same message always has the same id. */
  readonly messageId: string;
  readonly inReplyTo: string | null;
  /** Written by a machine: an absence note, a receipt, a report. */
  readonly isAutomatic: boolean;
  readonly bounce: Bounce | null;
};

export type Bounce = {
  /** Message-ID of ours, with its brackets. */
  readonly originalMessageId: string | null;
  /** Enhanced status, such as 5.1.1. */
  readonly status: string | null;
  /** The message will not arrive; otherwise the server is still trying. */
  readonly final: boolean;
  readonly addressDead: boolean;
};

const LARGEST_MESSAGE_BYTES = 10 * 1024 * 1024;
const LONGEST_TEXT = 20_000;
const LONGEST_HTML = 500_000;
const LONGEST_LINE = 500;
const MOST_RECIPIENTS = 20;

/** Reads a raw message (message/rfc822). Throws BODY_INVALID when it is too large. */
export async function parseInboundEmail(raw: Uint8Array): Promise<InboundEmail> {
  if (raw.byteLength > LARGEST_MESSAGE_BYTES) throw new DunwellError('BODY_INVALID', `The message has more than ${LARGEST_MESSAGE_BYTES} bytes.`);
  const mail = await simpleParser(Buffer.from(raw), {
    keepDeliveryStatus: true, maxHtmlLengthToParse: LONGEST_HTML, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true,
  });
  const report = mail.attachments.find((part) => part.contentType === 'message/delivery-status');
  return {
    from: addressesIn(mail.from)[0] ?? null,
    to: addressesIn(mail.to).slice(0, MOST_RECIPIENTS),
    subject: (mail.subject ?? '').slice(0, LONGEST_LINE),
    text: (mail.text ?? '').slice(0, LONGEST_TEXT).trim(),
    messageId: mail.messageId?.slice(0, LONGEST_LINE) ?? `sha256:${createHash('sha256').update(raw).digest('hex')}`,
    inReplyTo: mail.inReplyTo?.slice(0, LONGEST_LINE) ?? null,
    isAutomatic: report !== undefined || isAutomatic(mail),
    bounce: report === undefined ? null : bounceOf(report, mail),
  };
}

function addressesIn(header: AddressObject | AddressObject[] | undefined): readonly string[] {
  return [header ?? []].flat().flatMap((each) => each.value).flatMap(({ address, group }) => [address, ...(group ?? []).map((member) => member.address)])
    .filter((address): address is string => address !== undefined && address !== '').map((address) => address.toLowerCase().slice(0, LONGEST_LINE));
}

/** RFC 3834 and the older headers of the same meaning. */
function isAutomatic(mail: ParsedMail): boolean {
  const header = (name: string): string => mail.headerLines.find((line) => line.key === name)?.line.replace(/^[^:]*:/, '').trim().toLowerCase() ?? '';
  const submitted = header('auto-submitted');
  return (submitted !== '' && submitted !== 'no') || header('return-path') === '<>' || header('precedence') === 'auto_reply'
    || header('x-autoreply') !== '' || header('x-autorespond') !== '';
}

/** Null for reports of success, which are no bounce. */
function bounceOf(report: Attachment, mail: ParsedMail): Bounce | null {
  const fields = report.content.toString('utf8');
  const action = /^Action:\s*(\w+)/im.exec(fields)?.[1]?.toLowerCase() ?? 'failed';
  if (action !== 'failed' && action !== 'delayed') return null;
  const status = enhancedStatusIn(/^Status:\s*(.+)$/im.exec(fields)?.[1] ?? '');
  return { originalMessageId: originalIn(mail), status, final: action === 'failed', addressDead: action === 'failed' && isDeadMailbox(status) };
}

/** The returned message or its headers carry our id; some servers only answer to it. */
function originalIn(mail: ParsedMail): string | null {
  const returned = mail.attachments.find((part) => part.contentType === 'message/rfc822' || part.contentType === 'text/rfc822-headers');
  const header = returned === undefined ? null : /^Message-ID:\s*(<[^<>\s]{1,400}>)/im.exec(returned.content.toString('utf8'))?.[1];
  return header ?? mail.inReplyTo ?? null;
}
