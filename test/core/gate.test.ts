/** How the gate joins the answers of its rules: the strictest wins, everything that stands against a contact is named. */
import { describe, expect, it } from 'vitest';
import { contactPointsFor, earliestLawful } from '#core/compliance/gate.ts';
import { EMAIL, PHONE, POSTAL } from '../support/simulated-people.ts';
import { ask, callOf, circumstancesOf, contactOf, holdOf, NOON, told, touchOf } from './core-samples.ts';

const NIGHT = '2027-01-13T04:00:00.000Z';

describe('the strictest answer wins', () => {
  it.each([
    ['a stop before a person before a time', { stops: [{ stopId: 's', scope: 'all', channel: null }], unclassifiedInbound: 1 }, NIGHT, 'block: kill-switch unread-inbound contact-hours'],
    ['a person before a time', { unclassifiedInbound: 1 }, NIGHT, 'hold_human: unread-inbound contact-hours'],
    ['times together', { touches: [touchOf('2027-01-13T02:00:00.000Z')] }, NIGHT, 'defer: contact-hours one-chase-a-day'],
  ] as const)('%s', (_name, change, at, expected) => {
    expect(told(ask(contactOf('sms'), circumstancesOf(change), at))).toBe(expected);
  });

  it('the latest of several times is the next one to ask at', () => {
    const verdict = ask(contactOf('call'), circumstancesOf({ calls: [callOf('2027-01-12T15:00:00.000Z', { conversation: true })] }), NOON);
    // A conversation on the 12th: seven days with the 12th as the first, so midnight of the 19th in New York.
    expect(verdict).toMatchObject({ kind: 'defer', until: '2027-01-19T05:00:00.000Z' });
  });

  it('a reason carries its rule, its source, its sentence, its facts and what it asks for', () => {
    const verdict = ask(contactOf('sms'), circumstancesOf({ holds: [holdOf('cease')] }), NIGHT);
    expect(verdict).toMatchObject({
      kind: 'block', channelLost: false,
      reasons: [
        { ruleId: 'hold:cease', answer: 'block', citation: '15 USC 1692c(c); 12 CFR 1006.6(c)', facts: { holdId: 'hold-cease', reviewOn: '2027-02-11' } },
        { ruleId: 'contact-hours', answer: 'defer' },
      ],
    });
  });

  it('the channel is lost only when every block is about the channel', () => {
    const optOut = holdOf('opt_out', { contactPointId: 'phone' });
    expect(ask(contactOf('sms'), circumstancesOf({ holds: [optOut] }))).toMatchObject({ channelLost: true, reasons: [{ answer: 'channel_lost' }] });
    expect(ask(contactOf('sms'), circumstancesOf({ holds: [optOut, holdOf('cease')] }))).toMatchObject({ channelLost: false, reasons: [{ answer: 'channel_lost' }, { answer: 'block' }] });
    expect(ask(contactOf('sms'), circumstancesOf({ holds: [optOut], stops: [{ stopId: 's', scope: 'all', channel: null }] }))).toMatchObject({ channelLost: false });
  });
});

describe('the first lawful instant', () => {
  it('is now when nothing stands against it', () => {
    expect(earliestLawful(contactOf('sms'), circumstancesOf(), Date.parse(NOON))).toEqual({ kind: 'at', at: NOON, deferredBy: [] });
  });

  it('lies behind every deferral, and names the first', () => {
    const lawful = earliestLawful(contactOf('sms'), circumstancesOf({ touches: [touchOf('2027-01-12T15:00:00.000Z')] }), Date.parse(NIGHT));
    expect(lawful).toMatchObject({ kind: 'at', at: '2027-01-13T13:00:00.000Z' });
    expect(lawful.kind === 'at' && lawful.deferredBy.map((reason) => reason.ruleId)).toEqual(['contact-hours', 'one-chase-a-day']);
  });

  it('does not exist behind a block or a person', () => {
    expect(earliestLawful(contactOf('sms'), circumstancesOf({ holds: [holdOf('cease')] }), Date.parse(NOON)).kind).toBe('block');
    expect(earliestLawful(contactOf('sms'), circumstancesOf({ unclassifiedInbound: 1 }), Date.parse(NOON)).kind).toBe('hold_human');
  });
});

it('offers living addresses that serve the medium, the best first', () => {
  const points = [
    { ...PHONE, contactPointId: 'b', rank: 2 }, { ...PHONE, contactPointId: 'a', rank: 2 }, { ...PHONE, contactPointId: 'best', rank: 1 },
    { ...PHONE, contactPointId: 'landline', textable: false, rank: 0 }, EMAIL, POSTAL,
  ];
  const ids = (medium: Parameters<typeof contactPointsFor>[1]) => contactPointsFor(circumstancesOf({ contactPoints: points }), medium).map((point) => point.contactPointId);
  expect(ids('sms')).toEqual(['best', 'a', 'b']);
  expect(ids('call')).toEqual(['landline', 'best', 'a', 'b']);
  expect(ids('email')).toEqual(['email']);
  expect(ids('letter')).toEqual(['postal']);
});
