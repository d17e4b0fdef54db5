/** Never merged below the threshold: a wrong merge takes rights away from somebody. */
import { describe, expect, it } from 'vitest';
import { matchPerson, type PersonRecord } from '#adapters/import/match-person.ts';

const CASEY: PersonRecord = {
  kind: 'person', fullName: 'Casey Example', dateOfBirth: '1980-01-31', taxIdLast4: '1234', contacts: new Set(['phone +15185550101', 'email casey@example.com']),
};
const BARE: PersonRecord = { ...CASEY, dateOfBirth: null, taxIdLast4: null, contacts: new Set() };

describe('two records', () => {
  it.each<[string, PersonRecord, PersonRecord, 'same' | 'suspected' | 'different', number]>([
    ['agree in everything', CASEY, CASEY, 'same', 100],
    ['share name and birthday', { ...BARE, dateOfBirth: '1980-01-31' }, CASEY, 'same', 70],
    ['share name and last four digits', { ...BARE, taxIdLast4: '1234' }, CASEY, 'same', 70],
    ['share a name written in capitals and the digits', { ...BARE, fullName: 'CASEY  EXAMPLE', taxIdLast4: '1234' }, CASEY, 'same', 70],
    ['share a name alone', BARE, CASEY, 'different', 40],
    ['share name and number', { ...BARE, contacts: new Set(['phone +15185550101']) }, CASEY, 'suspected', 55],
    ['share name, number and address', { ...BARE, contacts: CASEY.contacts }, CASEY, 'suspected', 75],
    ['share birthday, digits and number under another name', { ...CASEY, fullName: 'Casey Married' }, CASEY, 'suspected', 95],
    ['share number and address under another name: a couple', { ...BARE, fullName: 'Pat Example', contacts: CASEY.contacts }, CASEY, 'different', 35],
    ['are father and son at one number', { ...CASEY, dateOfBirth: '2003-05-05', taxIdLast4: null }, CASEY, 'different', 15],
    ['agree in name and birthday but not in the digits', { ...CASEY, taxIdLast4: '9999', contacts: new Set() }, CASEY, 'different', 10],
    ['are a person and a firm of his name', { ...CASEY, kind: 'business' }, CASEY, 'suspected', 75],
  ])('that %s', (_what, left, right, kind, score) => {
    expect(matchPerson(left, right)).toMatchObject({ kind, score });
    expect(matchPerson(right, left)).toMatchObject({ kind, score });
  });

  it('tell what agrees by name, never by value', () => {
    expect(matchPerson({ ...BARE, taxIdLast4: '1234' }, CASEY).agreeing).toEqual(['full_name', 'tax_id_last4']);
  });
});
