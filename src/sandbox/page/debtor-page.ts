/** One debtor: the whole conversation, and the means to answer. */
import { decimalText, formatMoney, minorUnitDigits } from '#core/money.ts';
import type { SandboxMessage } from '../journal.ts';
import type { SandboxAccount } from '../sandbox-ports.ts';
import type { ConversationItem, Debtor } from './debtors.ts';
import { html, type Html } from './html.ts';
import { forwardForm, layout, timesText, type Frame } from './layout.ts';

export type DebtorView = {
  readonly debtor: Debtor;
  /** The id of the payment that the form would make: pressed twice it is one payment. */
  readonly paymentId: string;
  /** Whether anybody is there to take answers. */
  readonly hasApi: boolean;
};

export function debtorPage(frame: Frame, view: DebtorView): string {
  const { debtor } = view;
  return layout(frame, html`<p class="meta" style="margin:0 0 .5rem"><a href="/">All debtors</a></p>
<div class="top"><div><h1>${debtor.name}</h1><p class="sub" style="margin:0">${debtor.person === null ? 'Nobody is known under this address' : debtor.person.accounts.map(accountText).join(' · ')}</p></div>${forwardForm(frame)}</div>
<div class="columns"><ol class="talk">${debtor.conversation.map(item)}</ol><div class="side">${replyCard(frame, debtor)}${payCard(frame, view)}
${view.hasApi ? null : html`<p class="meta">No API is connected: answers are kept here and reach nobody.</p>`}</div></div>`);
}

function accountText({ reference, currency, balanceMinor }: SandboxAccount): string {
  return balanceMinor === null ? reference : `${reference} (owes ${formatMoney(balanceMinor, currency, 'en')})`;
}

function item(each: ConversationItem): Html {
  switch (each.kind) {
    case 'message': return messageItem(each.message);
    case 'letter': return html`<li class="letter"><div class="head"><strong>Letter</strong>${timesText(each.letter)}</div>
<p class="subject">${each.letter.subject}</p><p class="text"><a href="/letters/${encodeURIComponent(each.letter.letterId)}.pdf">Open the printed letter (PDF)</a> <span class="meta">account ${each.letter.accountReference}</span></p></li>`;
    case 'payment': return html`<li class="payment"><div class="head"><strong>Paid</strong>${timesText(each.payment)}</div>
<p class="text">${each.payment.amount} ${each.payment.currency} on ${each.accountReference}</p></li>`;
  }
}

function messageItem(message: SandboxMessage): Html {
  const what = message.medium === 'sms' ? 'Text' : 'E-mail';
  const who = message.direction === 'inbound' ? `${what} from ${message.address}` : `${what} to ${message.address}`;
  return html`<li class="${message.direction}"><div class="head"><strong>${who}</strong>${timesText(message)}</div>
${message.subject === null ? null : html`<p class="subject">${message.subject}</p>`}<p class="text">${message.text}</p>
${message.html === null ? null : html`<details><summary>As the reader's mail program shows it</summary><iframe sandbox title="E-mail as HTML" srcdoc="${message.html}"></iframe></details>`}
${message.direction === 'inbound' ? null : stateText(message)}</li>`;
}

function stateText({ status, errorCode, errorMessage }: SandboxMessage): Html {
  return html`<p class="meta" style="margin:.4rem 0 0"><span class="state ${status}">${status}</span>${errorMessage === null ? '' : ` – ${errorCode === null ? '' : `${errorCode} `}${errorMessage}`}</p>`;
}

const QUICK_ANSWERS = ['STOP', 'Please stop contacting me', 'I dispute this', 'My lawyer is Dana Cole', 'I paid', 'Call me'] as const;

function replyCard({ token }: Frame, { addresses, path }: Debtor): Html {
  if (addresses.length === 0) return html`<section class="card"><h2>Answer</h2><p class="meta" style="margin:0">This person has neither a number nor an e-mail address here.</p></section>`;
  return html`<section class="card"><h2>Answer as this person</h2><form method="post" action="/${path}/reply"><input type="hidden" name="token" value="${token}">
<label for="address">From</label><select id="address" name="address">${addresses.map((address) => html`<option value="${address}">${address.includes('@') ? 'E-mail' : 'Text'}: ${address}</option>`)}</select>
<label for="text">Words</label><textarea id="text" name="text" maxlength="1600"></textarea>
<div class="row"><button>Send answer</button></div>
<div class="row" aria-label="Quick answers">${QUICK_ANSWERS.map((text) => html`<button class="plain" name="quick" value="${text}">${text}</button>`)}</div></form></section>`;
}

function payCard({ token }: Frame, { debtor, paymentId }: DebtorView): Html | null {
  const accounts = debtor.person?.accounts ?? [];
  const first = accounts[0];
  if (first === undefined) return null;
  return html`<section class="card"><h2>Pay</h2><form method="post" action="/${debtor.path}/pay"><input type="hidden" name="token" value="${token}"><input type="hidden" name="paymentId" value="${paymentId}">
<label for="account">Account</label><select id="account" name="accountId">${accounts.map((account) => html`<option value="${account.accountId}">${accountText(account)}</option>`)}</select>
<label for="amount">Amount (${[...new Set(accounts.map(({ currency }) => currency))].join(', ')})</label><input id="amount" name="amount" inputmode="decimal" required pattern="[0-9]{1,12}(\\.[0-9]{1,4})?" value="${suggestedAmount(first)}">
<div class="row"><button>Pay now</button></div></form></section>`;
}

function suggestedAmount({ balanceMinor, currency }: SandboxAccount): string {
  const digits = minorUnitDigits(currency);
  return balanceMinor === null || balanceMinor <= 0 || digits === null ? '' : decimalText(balanceMinor, digits);
}
