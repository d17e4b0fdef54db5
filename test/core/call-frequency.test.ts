/** 12 CFR 1006.14(b) with the examples of its official comments, by their numbers. The years are those in which the examples' weekdays fall. */
import { describe, expect, it } from 'vitest';
import type { CallView } from '#core/compliance/circumstances.ts';
import { callFrequencyRule, conversationRule } from '#core/compliance/rules/frequency.ts';
import { localDateOf } from '#core/local-time.ts';
import { callOf, circumstancesOf, contactOf, touchOf } from './core-samples.ts';

const ZONE = 'America/New_York';

/** The first day on which both frequencies would allow another call, asked at noon of each day from `from` on. */
function nextCallDay(from: string, calls: readonly CallView[], zones: readonly string[] = [ZONE]): string {
  const circumstances = circumstancesOf({ calls, person: { candidateZones: zones } });
  for (let nowMs = Date.parse(`${from}T17:00:00.000Z`); ; nowMs += 86_400_000) {
    const context = { contact: contactOf('call'), circumstances, contactPoint: null, nowMs };
    if ([callFrequencyRule, conversationRule].every((rule) => rule.evaluate(context).kind === 'pass')) return localDateOf(nowMs, ZONE);
  }
}

const at = (day: string, hour = 15): string => `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const days = (month: string, first: number, last: number): readonly string[] => Array.from({ length: last - first + 1 }, (_unused, index) => `${month}-${String(first + index).padStart(2, '0')}`);

describe('calls about a debt', () => {
  it('comment 14(b)(2)(i)-1.i: seven calls from Wednesday, April 1 to Tuesday, April 7; the next on Wednesday, April 8', () => {
    const calls = days('2026-04', 1, 7).map((day) => callOf(at(day)));
    expect(nextCallDay('2026-04-07', calls)).toBe('2026-04-08');
    expect(nextCallDay('2026-04-07', calls.slice(0, 6))).toBe('2026-04-07');
  });

  it('comment 14(b)(2)(i)-1.ii: a conversation on Thursday, August 13, begun by the consumer; the next call on Thursday, August 20', () => {
    // A call that we did not place does not count as one, its conversation does.
    expect(nextCallDay('2026-08-13', [callOf(at('2026-08-13'), { connected: false, conversation: true })])).toBe('2026-08-20');
  });

  it('comment 14(b)(2)(ii)-1.i: the eighth call within the seven days that began on April 1 is one too many', () => {
    const calls = [callOf(at('2026-04-01')), ...['2026-04-02', '2026-04-03', '2026-04-06'].flatMap((day) => [callOf(at(day)), callOf(at(day, 20))])];
    expect(calls).toHaveLength(7);
    expect(nextCallDay('2026-04-07', calls)).toBe('2026-04-08');
  });

  it('comment 14(b)(2)(ii)-1.ii: unanswered on August 11, a conversation on Friday, August 14; not again before Friday, August 21', () => {
    expect(nextCallDay('2026-08-14', [callOf(at('2026-08-11')), callOf(at('2026-08-14'), { conversation: true })])).toBe('2026-08-21');
  });

  it('comment 14(b)(3)(i)-3.ii: after the conversation of a call back on Monday, April 6, a call on Wednesday, April 8 needs new consent', () => {
    const calls = [callOf(at('2026-04-03'), { conversation: true }), callOf(at('2026-04-06'), { conversation: true, consented: true })];
    expect(nextCallDay('2026-04-08', calls)).toBe('2026-04-13');
  });

  it('comment 14(b)(3)(i)-3.iii: eight calls under consent do not count towards the seven', () => {
    const unanswered = days('2026-06', 1, 3).map((day) => callOf(at(day)));
    const consented = Array.from({ length: 8 }, (_unused, index) => callOf(at(`2026-06-${String(8 + (index % 3)).padStart(2, '0')}`, 14 + index), { consented: true }));
    expect(nextCallDay('2026-06-10', [...unanswered, ...consented])).toBe('2026-06-10');
  });

  it('comment 14(b)(3)(ii)-1: busy and out of service do not count; ringing out and voicemail do', () => {
    const calls = days('2026-04', 1, 7).map((day) => callOf(at(day)));
    expect(nextCallDay('2026-04-07', calls.map((call, index) => (index === 0 ? callOf(call.at, { connected: false }) : call)))).toBe('2026-04-07');
  });

  it('comment 14(b)(4)-2.iii and iv: a conversation counts to the debts that it was about, and to each of them', () => {
    const about = (own: boolean) => [callOf(at('2026-11-09'), { conversation: true, own })];
    expect(nextCallDay('2026-11-10', about(false))).toBe('2026-11-10');
    expect(nextCallDay('2026-11-10', about(true))).toBe('2026-11-16');
  });

  it('paragraph (b)(2)(i)(B): the day of the conversation is day one', () => {
    const calls = [callOf(at('2026-08-13'), { conversation: true })];
    expect(nextCallDay('2026-08-19', calls)).toBe('2026-08-20');
    expect(nextCallDay('2026-08-20', calls)).toBe('2026-08-20');
  });

  it('ambiguity A2: with several candidate zones the strictest date counts', () => {
    // 03:00 UTC is the evening before in New York and in Honolulu, the next day in Kolkata.
    const calls = [callOf('2026-08-14T03:00:00.000Z', { conversation: true })];
    expect(nextCallDay('2026-08-18', calls)).toBe('2026-08-20');
    expect(nextCallDay('2026-08-18', calls, [ZONE, 'Asia/Kolkata'])).toBe('2026-08-21');
  });

  it('counts no messages: comment 14(b)-1', () => {
    const touches = days('2026-04', 1, 7).map((day) => touchOf(at(day)));
    const context = { contact: contactOf('call'), circumstances: circumstancesOf({ touches }), contactPoint: null, nowMs: Date.parse(at('2026-04-07')) };
    expect(callFrequencyRule.evaluate(context).kind).toBe('pass');
    expect(callFrequencyRule.evaluate({ ...context, contact: contactOf('sms') }).kind).toBe('pass');
  });
});
