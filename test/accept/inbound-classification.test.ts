import { describe, expect, it } from 'vitest';
import { readInbound } from '#core/compliance/inbound-classification.ts';

const classes = (text: string): readonly string[] => {
  const reading = readInbound(text);
  return reading.kind === 'recognised' ? reading.classes : [];
};

describe('words of revocation', () => {
  // 47 CFR 64.1200(a)(10): "stop," "quit," "end," "revoke," "opt out," "cancel," or "unsubscribe" in a reply text.
  it.each([
    'STOP', 'stop', 'Stop.', 'QUIT', 'END', 'REVOKE', 'OPT OUT', 'opt-out', 'OptOut', 'CANCEL', 'UNSUBSCRIBE', 'STOP!!!', '  "stop"  ', 'STOP PLEASE', 'please stop', 'Pls stop texting',
    'stop texting me', 'Stop sending me messages', 'STOPALL', 'stop all', 'unsubscribe me please', 'opt me out', 'Alto', 'PARE', 'BASTA', 'alto por favor', 'Stop\nthank you', 'ＳＴＯＰ',
  ])('%j opts out', (text) => {
    expect(classes(text)).toEqual(['opt_out']);
  });

  it.each([
    'when will this stop', 'cancel my plan and take a card', 'this has to end', 'I will end up paying', 'dont stop', 'the end of the month', 'stop by the office?', 'I quit my job',
  ])('%j is not certain and waits for a person', (text) => {
    expect(readInbound(text).kind).toBe('unsure');
  });

  it('does not read what a reply quotes of our own message', () => {
    expect(readInbound('I moved house.\n\nOn Tue, Jun 9, 2026 at 9:00 AM Northwind wrote:\n> Reply STOP to stop these messages.').kind).toBe('unsure');
    expect(readInbound('> STOP').kind).toBe('unsure');
    expect(classes('Stop\n\nOn Tue, Jun 9, 2026 at 9:00 AM Northwind wrote:\n> You owe 250.00')).toEqual(['opt_out']);
  });
});

describe('larger orders', () => {
  it.each([
    ['Stop contacting me', ['cease', 'opt_out']], ['do not contact me again', ['cease']], ["Don't ever contact us", ['cease']], ['leave me alone', ['cease']], ['I refuse to pay this', ['cease']],
    ['CEASE AND DESIST', ['cease']], ['No me contacten', ['cease']],
    ['Stop calling me', ['stop_calling']], ["don't call me again", ['stop_calling']], ['no me llamen', ['stop_calling']],
    ['You need to contact my lawyer', ['attorney']], ['I am represented by an attorney', ['attorney']], ['hable con mi abogado', ['attorney']],
    ['I filed for bankruptcy last week', ['bankruptcy']], ['filed chapter 7, case 26-1234', ['bankruptcy']],
    ['He passed away in March', ['deceased']], ['she is deceased', ['deceased']], ['Falleció en mayo', ['deceased']],
    ['I dispute this debt', ['dispute']], ['This is not mine', ['dispute']], ["That's not my debt", ['dispute']], ["I don't owe you anything", ['dispute']], ['wrong amount!', ['dispute']],
    ['Wrong number', ['wrong_number']], ['nobody by that name here', ['wrong_number']], ['Número equivocado', ['wrong_number']],
  ] as const)('%j', (text, expected) => {
    expect(classes(text)).toEqual(expected);
  });

  it('are all heard, and close the address as well when the word is there', () => {
    expect(classes('STOP. Contact my attorney, I filed bankruptcy')).toEqual(['bankruptcy', 'attorney', 'opt_out']);
  });

  it.each([
    ['should I get a lawyer?', 'attorney'], ['my father passed away, I was at the funeral', 'deceased'], ["I'm not bankrupt yet", 'bankruptcy'],
    ['please do not contact me until Friday', 'cease'], ['I already paid this', 'already_paid'], ['ya pagué', 'already_paid'], ['I will pay on the 1st', 'payment_intent'],
    ['lost my job last month', 'hardship'], ['can I get a payment plan', 'payment_intent'],
  ] as const)('%j is a suggestion only', (text, suggestion) => {
    expect(readInbound(text)).toEqual({ kind: 'unsure', suggestion });
  });

  it.each(['', '   ', '👍', 'ok', 'thanks!', 'who is this?', 'START', 'HELP', 'yes', '<script>alert(1)</script>'])('%j is never called harmless', (text) => {
    expect(readInbound(text).kind).toBe('unsure');
  });

  it('reads the longest text in no time', () => {
    const started = performance.now();
    readInbound(`${'do not '.repeat(1_500)}x`);
    readInbound(`${'a '.repeat(5_000)}lawyer`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
