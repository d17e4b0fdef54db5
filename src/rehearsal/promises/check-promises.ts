/** The seven promises, held against what a rehearsal left behind. */
import { aStopIsAStop } from './a-stop-is-a-stop.ts';
import type { Evidence, Violation } from './evidence.ts';
import { everyAccountEnds } from './every-account-ends.ts';
import { noContactLost } from './no-contact-lost.ts';
import { noContactOutsideRules } from './no-contact-outside-rules.ts';
import { noContactTwice } from './no-contact-twice.ts';
import { noFalseWord } from './no-false-word.ts';
import { nothingUnexplained } from './nothing-unexplained.ts';

export type PromiseCheck = {
  readonly promise: number;
  readonly title: string;
  /** How much was looked at, so that an empty list of violations says something. */
  readonly looked: string;
  readonly violations: readonly Violation[];
};

export function checkPromises(evidence: Evidence): readonly PromiseCheck[] {
  const { accounts, touches, calls, decisions, sent, printedLetterIds, holds } = evidence;
  const contacts = `${touches.length} messages, ${calls.length} calls`;
  return [
    { promise: 1, title: 'No contact twice', looked: `${touches.length} messages against ${sent.filter((message) => message.direction === 'outbound').length + printedLetterIds.length} at the providers`, violations: noContactTwice(evidence) },
    { promise: 2, title: 'No contact lost', looked: `${accounts.length} accounts`, violations: noContactLost(evidence) },
    { promise: 3, title: 'No contact outside the rules', looked: contacts, violations: noContactOutsideRules(evidence) },
    { promise: 4, title: 'No false word', looked: `${touches.length} texts`, violations: noFalseWord(evidence) },
    { promise: 5, title: 'A stop is a stop', looked: `${holds.length} stops, ${contacts}`, violations: aStopIsAStop(evidence) },
    { promise: 6, title: 'Nothing unexplained', looked: `${decisions.length} decisions`, violations: nothingUnexplained(evidence) },
    { promise: 7, title: 'Every account ends', looked: `${accounts.length} accounts`, violations: everyAccountEnds(evidence) },
  ];
}
