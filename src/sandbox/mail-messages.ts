/** E-mails that the sandbox writes itself: a debtor's, and the report of a server that could not deliver. */
import MailComposer from 'nodemailer/lib/mail-composer';
import MimeNode from 'nodemailer/lib/mime-node';

export type DebtorMail = { readonly from: string; readonly to: string; readonly subject: string; readonly text: string; readonly messageId: string; readonly inReplyTo: string | null };

export function writeDebtorMail({ from, to, subject, text, messageId, inReplyTo }: DebtorMail): Promise<Buffer> {
  return new MailComposer({
    from: { name: '', address: from }, to: { name: '', address: to }, subject, text, messageId, ...(inReplyTo === null ? {} : { inReplyTo, references: inReplyTo }),
  }).compile().build();
}

export type DeliveryReport = { readonly recipient: string; readonly sender: string; readonly originalMessageId: string; readonly status: string; readonly text: string; readonly messageId: string };

/** A delivery report of RFC 3464 with the headers of the message that it is about. */
export function writeDeliveryReport({ recipient, sender, originalMessageId, status, text, messageId }: DeliveryReport): Promise<Buffer> {
  const report = new MimeNode('multipart/report; report-type=delivery-status');
  report.setHeader({
    from: 'Mail Delivery System <mailer-daemon@sandbox.example>', to: { name: '', address: sender }, subject: 'Undelivered Mail Returned to Sender',
    'message-id': messageId, 'auto-submitted': 'auto-replied', 'return-path': '<>',
  });
  report.createChild('text/plain; charset=utf-8').setContent(`Your message could not be delivered to ${recipient}: ${text}.\n`);
  report.createChild('message/delivery-status').setContent([
    'Reporting-MTA: dns; sandbox.example', '', `Final-Recipient: rfc822; ${recipient}`, 'Action: failed', `Status: ${status}`, `Diagnostic-Code: smtp; 550 ${status} ${text}`, '',
  ].join('\r\n'));
  report.createChild('text/rfc822-headers').setContent(`Message-ID: ${originalMessageId}\r\nTo: ${recipient}\r\n`);
  return report.build();
}
