/**
 * What an inbound message says, as far as a machine may say it. Only orders to be quieter are recognised: words of revocation
 * (47 CFR 64.1200(a)(10)), a cease (12 CFR 1006.6(c)), an attorney, a bankruptcy, a death, a dispute, a wrong number. Whatever is not certain
 * stays unread for the gate and waits for a person, with a suggestion where there is one. Nothing is ever called harmless by a machine.
 */

/** Meanings that stop something; each has its holds in the accepting transaction. */
export const STOPPING_CLASSES = ['opt_out', 'stop_calling', 'cease', 'attorney', 'bankruptcy', 'deceased', 'dispute', 'wrong_number'] as const;
export type StoppingClass = (typeof STOPPING_CLASSES)[number];

/** Meanings that only a person may give to a message. */
export const PERSON_CLASSES = ['already_paid', 'payment_intent', 'hardship', 'question', 'no_action'] as const;
export type InboundClass = StoppingClass | (typeof PERSON_CLASSES)[number];

export type InboundReading =
  | { readonly kind: 'recognised'; readonly classes: readonly StoppingClass[] }
  | { readonly kind: 'unsure'; readonly suggestion: InboundClass | null };

/** The words of the rule and the ones that people use for them; the whole message, courtesies apart, must consist of them. */
const REVOCATION_WORDS: ReadonlySet<string> = new Set([
  'stop', 'stopall', 'quit', 'end', 'revoke', 'optout', 'cancel', 'unsubscribe', 'remove', 'alto', 'pare', 'paren', 'basta', 'detener', 'parar', 'cancelar', 'desuscribir',
]);
/** Words that change nothing about a stop: courtesy, and what we are to stop doing to this very address. */
const COURTESIES: ReadonlySet<string> = new Set([
  'please', 'pls', 'plz', 'now', 'thanks', 'thank', 'you', 'kindly', 'just', 'ok', 'hi', 'hello', 'me', 'us', 'it', 'this', 'these', 'the', 'all', 'my', 'from', 'to', 'and', 'sending',
  'texting', 'text', 'texts', 'message', 'messages', 'messaging', 'sms', 'email', 'emails', 'emailing', 'mail', 'list', 'number', 'reminders',
  'por', 'favor', 'ya', 'gracias', 'los', 'estos', 'de', 'enviar', 'enviarme', 'mensajes', 'textos', 'correos',
]);

type Pattern = { readonly means: InboundClass; readonly says: RegExp; readonly unless?: RegExp };

/** Tried on lower-case text without accents and punctuation. `unless` names the reading that makes it uncertain. */
const PATTERNS: readonly Pattern[] = [
  { means: 'deceased', says: /\b(deceased|passed away|is dead|has died|died (on|in|last)|fallecio|fallecid[oa]|ha muerto)\b/, unless: /\b(my|mi|his|her|our) (\w+ )?(father|mother|dad|mom|wife|husband|son|daughter|brother|sister|dog|cat|padre|madre|esposa|esposo|hij[oa])\b/ },
  { means: 'bankruptcy', says: /\b(bankrupt|bankruptcy|chapter (7|11|12|13)|bancarrota|quiebra|insolvency)\b/, unless: /\b(not|no|never|avoid|before|didnt|did not) (\w+ ){0,3}(bankrupt|bankruptcy|bancarrota|quiebra)\b/ },
  { means: 'attorney', says: /\b(my|our|an?|mi|nuestro) (\w+ )?(attorney|lawyer|abogad[oa])\b|\b(represented by|contact|call|talk to|speak to|hable con) (\w+ )?(\w+ )?(attorney|lawyer|counsel|abogad[oa])\b/, unless: /\b(no|not|need|get|getting|afford|looking for|without|your|you an?) (\w+ ){0,2}(attorney|lawyer|abogad[oa])\b/ },
  { means: 'cease', says: /\b(stop|quit|cease) (all )?(contact|contacting|communicating|communication|bothering|harassing|messaging and calling)\b|\b(do not|dont|never|no longer) (ever )?(contact|communicate with|bother|write) (to )?(me|us)\b|\bleave (me|us) alone\b|\bcease and desist\b|\b(i )?(refuse|am refusing|will not|wont|am not going) to pay\b|\bi (will not|wont) pay\b|\bno me (contacten?|escriban?|molesten?)\b|\bdejen de (contactarme|molestarme)\b|\bno voy a pagar\b/, unless: /\b(until|before|unless|except|if you|hasta|today|this week|right now|yet|late fees?|interest)\b/ },
  { means: 'dispute', says: /\b(i )?(dispute|disputing|am contesting|contest) (this|the|that|my|your|it|debt|charge|amount|bill|invoice|all|both)\b|\b(this|it|the debt|that debt|the account|this account) (is|was) (not|isnt|wasnt) mine\b|\b(isnt|is not|not) my (debt|bill|account|loan)\b|\bnot my debt\b|\b(do not|dont) owe (you|this|that|it|any)\b|\bnever (owed|had|opened|signed)\b|\b(wrong|incorrect) (amount|balance)\b|\bidentity theft\b|\b(validate|verify|proof of) (this |the |my )?debt\b|\bno es (mi deuda|mia)\b|\bno debo\b/, unless: /\b(not|no longer|dont|do not|never) (\w+ )?(dispute|disputing|contest)\b/ },
  { means: 'wrong_number', says: /\bwrong (number|person|phone)\b|\bnumero equivocado\b|\b(no ?one|nobody|not) (here )?(by|with|of) (that|this) name\b|\byou have the wrong\b|\bi am not (him|her|that person)\b/ },
  { means: 'stop_calling', says: /^(please )?(stop|quit) calling( me| us| my phone| this number)?( please)?$|^(do not|dont) call( me| us)?( again| anymore)?$|^no me llamen?( mas)?$|^dejen de llamar(me)?$/ },
  { means: 'already_paid', says: /\b(already|just) paid\b|\bpaid (it|this|that|in full|already|off|yesterday|last)\b|\bya (lo |la )?pague\b/ },
  { means: 'hardship', says: /\b(lost my job|laid off|unemployed|hospital|cannot afford|cant afford|cant pay|cannot pay|disability|no puedo pagar|sin trabajo)\b/ },
  { means: 'payment_intent', says: /\b(will|can|going to|gonna|want to|would like to|able to) (\w+ )?pay\b|\bpay (on|by|next|this|tomorrow|friday|monday)\b|\bpayment plan\b|\b(voy a|quiero|puedo) pagar\b/ },
];

/** Reads one message. Quoted text of ours does not count as the person's words. */
export function readInbound(text: string): InboundReading {
  const said = plainWords(withoutQuotes(text));
  if (said === '') return { kind: 'unsure', suggestion: null };
  if (isRevocation(said)) return { kind: 'recognised', classes: ['opt_out'] };
  const spoken = PATTERNS.filter((pattern) => pattern.says.test(said));
  const certain = spoken.filter((pattern) => isStopping(pattern.means) && pattern.unless?.test(said) !== true).map((pattern) => pattern.means as StoppingClass);
  if (certain.length === 0) return { kind: 'unsure', suggestion: spoken[0]?.means ?? null };
  // Next to a larger order a word of revocation still closes this address, for the larger one may be lifted one day.
  const revoked = said.split(' ').some((word) => word === 'stop' || word === 'unsubscribe') && !certain.includes('stop_calling');
  return { kind: 'recognised', classes: revoked ? [...certain, 'opt_out'] : certain };
}

export function isStopping(meaning: InboundClass): meaning is StoppingClass {
  return (STOPPING_CLASSES as readonly string[]).includes(meaning);
}

function isRevocation(said: string): boolean {
  const words = said.replace(/\bopt out\b/g, 'optout').replace(/\bopt me out\b/g, 'optout').split(/[ |]+/).filter((word) => !COURTESIES.has(word));
  return words.length > 0 && words.every((word) => REVOCATION_WORDS.has(word));
}

/** What a reply quotes of our own message, with its line on how to stop, is not said by the person. */
function withoutQuotes(text: string): string {
  const lines = text.split(/\r?\n/);
  const quoteStarts = lines.findIndex((line) => /^\s*(on .+ wrote:|el .+ escribio:|el .+ escribió:|-{2,} ?original message ?-{2,}|from: .+)\s*$/i.test(line));
  return (quoteStarts === -1 ? lines : lines.slice(0, quoteStarts)).filter((line) => !line.trimStart().startsWith('>')).join('\n');
}

/** Lower case, no accents, apostrophes closed up, a bar between sentences, everything else than letters and digits a space. */
function plainWords(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/['’`´]/g, '').replace(/[.!?;:]+|\n\s*\n/g, ' | ').replace(/[^a-z0-9|]+/g, ' ');
  return plain.replace(/( ?\| ?)+/g, ' | ').replace(/^[ |]+|[ |]+$/g, '');
}
