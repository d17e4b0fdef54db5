/** The frame of every page: what this is, what time it is here, and the way to move that time. */
import { html, type Html } from './html.ts';
import { STYLE } from './style.ts';

export type Frame = {
  readonly title: string;
  /** Business time; null where nobody moves the clock. */
  readonly businessNow: string | null;
  readonly notice: Notice | null;
  /** Proves that a form came from a page of ours. */
  readonly token: string;
  readonly refreshSeconds: number | null;
};

export type Notice = { readonly text: string; readonly bad: boolean };

export function layout({ title, businessNow, notice, refreshSeconds }: Frame, content: Html): string {
  return `<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${refreshSeconds === null ? null : html`<meta http-equiv="refresh" content="${refreshSeconds}">`}
<title>${title}</title><style>${{ html: STYLE }}</style></head>
<body><div class="banner" role="note"><span><strong>SANDBOX</strong> – nothing leaves this machine</span>
${businessNow === null ? null : html`<span>Business time here: <time datetime="${businessNow}">${dateText(businessNow)}</time></span>`}</div>
<main>${notice === null ? null : html`<p class="notice${notice.bad ? ' bad' : ''}" role="status">${notice.text}</p>`}${content}</main></body></html>`.html}\n`;
}

export const FORWARD_DAYS = [1, 7, 30] as const;

export function forwardForm({ businessNow, token }: Frame): Html | null {
  if (businessNow === null) return null;
  return html`<form method="post" action="/forward" class="row"><input type="hidden" name="token" value="${token}"><span class="meta">Move the whole book ahead</span>
${FORWARD_DAYS.map((days) => html`<button class="plain" name="days" value="${days}">${days === 1 ? '1 day' : `${days} days`}</button>`)}</form>`;
}

/** "Tue 24 Nov 2026, 15:04 UTC". */
export function dateText(instant: string): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = new Date(instant).toUTCString().split(' ');
  return `${weekday.replace(',', '')} ${day} ${month} ${year}, ${time.slice(0, 5)} UTC`;
}

/** Business time first, for it is what the rules see; wall time where its minute is another. */
export function timesText({ businessAt, wallAt }: { readonly businessAt: string | null; readonly wallAt: string }): Html {
  if (businessAt === null || businessAt.slice(0, 16) === wallAt.slice(0, 16)) return html`<time datetime="${wallAt}">${dateText(wallAt)}</time>`;
  return html`<span><time datetime="${businessAt}">${dateText(businessAt)}</time> <span title="Time of this machine">(wall ${dateText(wallAt)})</span></span>`;
}
