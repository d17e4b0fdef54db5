/** A rehearsal's report for people, as plain text. */
import Table from 'cli-table3';
import { formatMoney } from '#core/money.ts';
import type { DayLine, RehearsalReport } from './rehearsal-report.ts';

const BARE = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ',
} as const;
const VIOLATIONS_SHOWN = 20;
const DAYS_PER_WEEK = 7;
const BARS = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The whole report; violations last, so that they stand at the end of the screen. */
export function printReport(report: RehearsalReport): string {
  const { seed, days, startsAt, accounts, rowsRejected, tookMs } = report;
  const head = `${accounts} accounts over ${days} days from ${startsAt.slice(0, 10)}, seed ${seed}: ${seconds(tookMs.rehearsal)} after ${seconds(tookMs.start)} of starting.${rowsRejected > 0 ? ` ${rowsRejected} rows of the portfolio were refused.` : ''}`;
  return [
    head, section('How far accounts came', funnel(report)), section('What became of them', pairs(report.outcomes)), section('Contacts by week', contacts(report.touchesByDay)),
    section('Cash', cash(report)), section('Refused or put off, by rule', pairs(report.refusals)), section('Tasks', tasks(report)),
    section('Orders that were not accepted', pairs(report.refusedActs)), section('The seven promises', promises(report)), verdict(report),
  ].filter((part) => part !== '').join('\n\n');
}

function seconds(millis: number): string {
  return `${(millis / 1_000).toFixed(1)} s`;
}

function section(title: string, body: string): string {
  return body === '' ? '' : `${title}\n${body}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return '';
  const made = new Table({ head: [...head], style: { head: [], border: [] }, chars: BARE });
  made.push(...rows.map((row) => row.map(String)));
  return made.toString();
}

function funnel({ funnel: stages, accounts }: RehearsalReport): string {
  const width = (entered: number): string => '█'.repeat(Math.round((entered * 30) / Math.max(1, accounts)));
  return table(['stage', 'came here', 'ended here', 'still here', ''], stages.map(({ stage, entered, endedHere, openHere }) => [stage.replaceAll('_', ' '), entered, endedHere, openHere, width(entered)]));
}

function pairs(counts: readonly { readonly name: string; readonly count: number }[]): string {
  return table(['', ''], counts.map(({ name, count }) => [count, name])).split('\n').filter((line) => line.trim() !== '').join('\n');
}

/** One line per channel, one mark per week, scaled to the fullest week. */
function contacts(byDay: readonly DayLine[]): string {
  const [first] = byDay;
  if (first === undefined) return '';
  const weekOf = (date: string): number => Math.floor((Date.parse(date) - Date.parse(first.date)) / (DAYS_PER_WEEK * 86_400_000));
  const weeks = Math.max(...byDay.map((day) => weekOf(day.date))) + 1;
  const lines = (['sms', 'email', 'letter', 'call'] as const).map((channel) => {
    const perWeek = Array.from({ length: weeks }, (_unused, week) => byDay.filter((day) => weekOf(day.date) === week).reduce((sum, day) => sum + day[channel], 0));
    return { channel, perWeek, total: perWeek.reduce((sum, count) => sum + count, 0) };
  });
  const most = Math.max(1, ...lines.flatMap((line) => line.perWeek));
  const bar = (count: number): string => (count === 0 ? BARS[0] : BARS[Math.max(1, Math.ceil((count * (BARS.length - 1)) / most))] ?? '');
  return table(['channel', 'sent', `weeks 1 to ${weeks}`], lines.map(({ channel, perWeek, total }) => [channel, total, perWeek.map(bar).join('')]));
}

function cash({ cash: lines }: RehearsalReport): string {
  const money = (amountMinor: number, currency: string) => formatMoney(amountMinor, currency, 'en');
  return table(['', 'placed', 'collected', 'share', 'came back'], lines.map(({ currency, placedMinor, collectedMinor, returnedMinor }) => [
    currency, money(placedMinor, currency), money(collectedMinor, currency), placedMinor === 0 ? '' : `${Math.round((collectedMinor * 100) / placedMinor)} %`, money(returnedMinor, currency),
  ]));
}

function tasks({ tasks: lines }: RehearsalReport): string {
  return table(['kind', 'opened', 'done', 'expired', 'cancelled', 'open'], lines.map(({ kind, opened, done, expired, cancelled, open }) => [kind.replaceAll('_', ' '), opened, done, expired, cancelled, open]));
}

function promises({ promises: checks }: RehearsalReport): string {
  return table(['', 'promise', 'looked at', 'broken'], checks.map(({ promise, title, looked, violations }) => [promise, title, looked, violations.length === 0 ? 'held' : violations.length]));
}

function verdict({ promises: checks, violations }: RehearsalReport): string {
  if (violations === 0) return 'All seven promises held on everything that was sent.';
  const lines = checks.flatMap(({ promise, violations: broken }) => broken.map(({ accountId, sentence }) => `${promise}  ${accountId ?? ''}  ${sentence}`));
  const more = lines.length > VIOLATIONS_SHOWN ? [`… and ${lines.length - VIOLATIONS_SHOWN} more; --json lists all.`] : [];
  return [`${violations} violations:`, ...lines.slice(0, VIOLATIONS_SHOWN), ...more].join('\n');
}
