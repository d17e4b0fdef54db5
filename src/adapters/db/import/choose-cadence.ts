/** Which published cadence works an account. A person's segment is never guessed: where several fit, the row has to say. */
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';

export type PublishedCadence = { readonly hash: string; readonly name: string; readonly version: string; readonly appliesTo: CadencePolicy['appliesTo'] };

export type CadenceChoice = { readonly kind: 'chosen'; readonly cadenceHash: string } | { readonly kind: 'none'; readonly reason: string };

export type CadenceQuestion = { readonly role: 'first_party' | 'third_party'; readonly partyKind: 'person' | 'business'; readonly segment: string | null };

/** A cadence of the row's segment before one for all segments; a row without a segment gets the one for all, or the only one that fits. */
export function chooseCadence(published: readonly PublishedCadence[], { role, partyKind, segment }: CadenceQuestion): CadenceChoice {
  const fitting = published.filter(({ appliesTo }) => appliesTo.role === role && appliesTo.partyKind === partyKind);
  const general = fitting.filter(({ appliesTo }) => appliesTo.segments.length === 0);
  const named = segment === null ? [] : fitting.filter(({ appliesTo }) => appliesTo.segments.includes(segment));
  const choice = named.length > 0 ? named : general.length > 0 || segment !== null ? general : fitting;
  const [only] = choice;
  if (only !== undefined && choice.length === 1) return { kind: 'chosen', cadenceHash: only.hash };
  return { kind: 'none', reason: refusal({ role, partyKind, segment }, fitting, choice) };
}

function refusal({ role, partyKind, segment }: CadenceQuestion, fitting: readonly PublishedCadence[], choice: readonly PublishedCadence[]): string {
  const subject = `${role} accounts of a ${partyKind}${segment === null ? '' : ` in segment "${segment}"`}`;
  if (fitting.length === 0) return `No published cadence works ${subject}.`;
  const names = (choice.length > 1 ? choice : fitting).map(({ name, appliesTo }) => `${name} (${appliesTo.segments.join(', ') || 'all segments'})`).join('; ');
  return choice.length > 1 ? `Several cadences work ${subject}: ${names}. Say which with segment.` : `No published cadence works ${subject}; there are ${names}.`;
}
