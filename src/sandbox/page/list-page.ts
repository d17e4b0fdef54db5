/** The first page: everybody who got or wrote something. */
import { lastAt, type ConversationItem, type Debtor } from './debtors.ts';
import { html, type Html } from './html.ts';
import { dateText, forwardForm, layout, type Frame } from './layout.ts';

export function listPage(frame: Frame, debtors: readonly Debtor[]): string {
  return layout(frame, html`<div class="top"><div><h1>Debtors</h1><p class="sub" style="margin:0">Open one to read what was sent, to answer as that person, or to pay.</p></div>${forwardForm(frame)}</div>
${debtors.length === 0 ? html`<div class="card empty">Nothing was sent yet. Messages appear here when the first account acts${frame.businessNow === null ? '' : '; move the clock ahead to see it sooner'}.</div>` : table(debtors)}`);
}

function table(debtors: readonly Debtor[]): Html {
  return html`<div class="card" style="padding:0"><table><thead><tr><th>Person</th><th>Accounts</th><th>Messages</th><th class="last">Last</th><th>When</th></tr></thead>
<tbody>${debtors.map(row)}</tbody></table></div>`;
}

function row(debtor: Debtor): Html {
  const last = debtor.conversation.at(-1);
  return html`<tr><td><a href="/${debtor.path}">${debtor.name}</a>${debtor.person === null ? html`<br><span class="meta">nobody known</span>` : null}</td>
<td>${debtor.person === null ? '–' : debtor.person.accounts.map(({ reference }) => reference).join(', ')}</td>
<td class="count">${counts(debtor.conversation)}</td><td class="last">${last === undefined ? '' : excerpt(last)}</td><td class="meta">${last === undefined ? '' : dateText(businessTime(last) ?? lastAt(debtor))}</td></tr>`;
}

const KINDS: readonly (readonly [name: string, matches: (item: ConversationItem) => boolean])[] = [
  ['text', (item) => item.kind === 'message' && item.message.medium === 'sms' && item.message.direction === 'outbound'],
  ['e-mail', (item) => item.kind === 'message' && item.message.medium === 'email' && item.message.direction === 'outbound'],
  ['letter', (item) => item.kind === 'letter'],
  ['answer', (item) => item.kind === 'message' && item.message.direction === 'inbound'],
  ['payment', (item) => item.kind === 'payment'],
];

/** "2 texts, 1 letter". */
function counts(items: readonly ConversationItem[]): string {
  return KINDS.map(([name, matches]) => ({ name, count: items.filter(matches).length })).filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${name}${count === 1 ? '' : 's'}`).join(', ');
}

function excerpt(item: ConversationItem): string {
  switch (item.kind) {
    case 'message': return `${item.message.direction === 'inbound' ? '→ ' : ''}${item.message.subject ?? item.message.text}`;
    case 'letter': return `Letter: ${item.letter.subject}`;
    case 'payment': return `Paid ${item.payment.amount} ${item.payment.currency}`;
  }
}

function businessTime(item: ConversationItem): string | null {
  switch (item.kind) {
    case 'message': return item.message.businessAt;
    case 'letter': return item.letter.businessAt;
    case 'payment': return item.payment.businessAt;
  }
}
