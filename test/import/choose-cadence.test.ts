import { describe, expect, it } from 'vitest';
import { chooseCadence, type CadenceQuestion, type PublishedCadence } from '#adapters/db/import/choose-cadence.ts';

const cadence = (name: string, role: 'first_party' | 'third_party', partyKind: 'person' | 'business', segments: readonly string[]): PublishedCadence =>
  ({ hash: `hash-${name}`, name, version: '1.0.0', appliesTo: { role, partyKind, segments } });
const EARLY = cadence('early', 'first_party', 'person', ['early']);
const LATE = cadence('late', 'first_party', 'person', ['late']);
const ALL = cadence('all', 'first_party', 'person', []);
const ASK = { role: 'first_party', partyKind: 'person', segment: null } as const;

describe('the cadence of an account', () => {
  it.each<[string, readonly PublishedCadence[], CadenceQuestion, string]>([
    ['the only one that fits', [EARLY], ASK, 'hash-early'],
    ['the one of the segment', [EARLY, LATE, ALL], { ...ASK, segment: 'late' }, 'hash-late'],
    ['the one for all when the segment has none', [EARLY, ALL], { ...ASK, segment: 'late' }, 'hash-all'],
    ['the one for all when the row names no segment', [EARLY, LATE, ALL], ASK, 'hash-all'],
  ])('is %s', (_what, published, question, cadenceHash) => {
    expect(chooseCadence(published, question)).toEqual({ kind: 'chosen', cadenceHash });
  });

  it.each<[string, readonly PublishedCadence[], CadenceQuestion, string]>([
    ['none is there', [EARLY], { ...ASK, role: 'third_party' }, 'No published cadence works third_party accounts of a person.'],
    ['the segment is unknown', [EARLY], { ...ASK, segment: 'late' }, 'No published cadence works first_party accounts of a person in segment "late"; there are early (early).'],
    ['several fit', [EARLY, LATE], ASK, 'Several cadences work first_party accounts of a person: early (early); late (late). Say which with segment.'],
  ])('is never guessed: %s', (_what, published, question, reason) => {
    expect(chooseCadence(published, question)).toEqual({ kind: 'none', reason });
  });
});
