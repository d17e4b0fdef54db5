/** The words by which a person stops and allows texts: Twilio acts on them itself, whatever we do. */

const STOPS: ReadonlySet<string> = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const STARTS: ReadonlySet<string> = new Set(['START', 'YES', 'UNSTOP']);

/** A keyword counts only as the whole text: "please stop" is for a person to read. */
export function optOutKeyword(text: string): 'stop' | 'start' | null {
  const word = text.trim().toUpperCase();
  return STOPS.has(word) ? 'stop' : STARTS.has(word) ? 'start' : null;
}
