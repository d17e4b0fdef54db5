/** A book of any size, written by SQL in seconds: for what must not grow with it. Rows are as the acceptances leave them; triggers and foreign keys are passed over. */
import { inTransaction, type Database } from '#adapters/db/database.ts';

const FIRST = "(ARRAY['Avery','Blair','Casey','Devon','Emery','Finley','Gray','Harper','Indigo','Jules'])";
const LAST = "(ARRAY['Abbot','Baker','Carver','Draper','Evans','Fisher','Glover','Hooper','Ingram','Joiner','Keeler','Lorimer','Mercer','Naylor','Osler','Piper','Quiller','Reeve','Sawyer','Tanner'])";
const STAGES = "(ARRAY['reminder','reminder','reminder','reminder','call','call','negotiation','final_notice'])";

/** Every tenth account is closed; every thousandth is in legal escalation; `small` has every five-hundredth account, `middle` three tenths of them. */
const STATEMENTS: readonly string[] = [
  `INSERT INTO cadence_version (hash, name, version, policy, published_at) VALUES ('large-cadence', 'large', '1.0.0', '{}', '2026-01-01') ON CONFLICT DO NOTHING`,
  `INSERT INTO creditor (id, name) SELECT id, initcap(id) || ' Lending' FROM unnest(ARRAY['large', 'middle', 'small']) id`,
  `INSERT INTO creditor_contract (creditor_id, version, role, brand_name, caller_name, phone, channels, calendar_country, address_line, effective_from)
    SELECT id, 1, 'first_party', id, id, '+12025550100', 'sms email letter call', 'US', '1 Example Street', '2026-01-01' FROM unnest(ARRAY['large', 'middle', 'small']) id`,
  `INSERT INTO party (id, kind, full_name, first_name, country_code, state_code, created_at)
    SELECT 'person-' || i, 'person', ${FIRST}[1 + i % 10] || ' ' || ${LAST}[1 + (i / 10) % 20] || i, ${FIRST}[1 + i % 10], 'US', 'NY', '2026-01-01' FROM generate_series(1, COUNT) i`,
  `INSERT INTO contact_point (id, kind, value, textable) SELECT 'phone-' || i, 'phone', '+1' || (2000000000 + i * 7919::bigint), true FROM generate_series(1, COUNT) i`,
  `INSERT INTO contact_point (id, kind, value) SELECT 'mail-' || i, 'email', 'person-' || i || '@example.com' FROM generate_series(1, COUNT) i`,
  `INSERT INTO party_contact_point (party_id, contact_point_id, place) SELECT 'person-' || i, kind || '-' || i, 'home' FROM generate_series(1, COUNT) i, unnest(ARRAY['phone', 'mail']) kind`,
  `INSERT INTO account (id, reference, creditor_id, contract_version, party_id, currency, cadence_hash, placed_on, status, outcome, last_seq, created_at, closed_at)
    SELECT 'acc-' || md5(i::text), 'HC-' || (1000000 + i), CASE WHEN i % 500 = 1 THEN 'small' WHEN i % 10 < 3 THEN 'middle' ELSE 'large' END, 1, 'person-' || i, 'USD', 'large-cadence', '2026-01-01',
      CASE WHEN i % 10 = 0 THEN 'closed' ELSE 'open' END, CASE WHEN i % 10 = 0 THEN 'paid' END, CASE WHEN i % 10 = 0 THEN 3 ELSE 2 END, '2026-01-01', CASE WHEN i % 10 = 0 THEN timestamptz '2026-03-01' END
    FROM generate_series(1, COUNT) i`,
  `INSERT INTO debt (id, account_id, reference, product, due_on, original_minor) SELECT 'debt-' || i, 'acc-' || md5(i::text), 'INV-' || (5000000 + i * 3), 'loan', '2026-01-01', 25000 FROM generate_series(1, COUNT) i`,
  `INSERT INTO ledger_entry (id, account_id, kind, source_id, currency, posted_at, effective_on) SELECT 'entry-' || i, 'acc-' || md5(i::text), 'opening', 'debt-' || i, 'USD', '2026-01-01', '2026-01-01' FROM generate_series(1, COUNT) i`,
  `INSERT INTO ledger_posting (entry_id, line_no, ledger_account, debt_id, amount_minor)
    SELECT 'entry-' || i, line, CASE line WHEN 1 THEN 'receivable:principal' ELSE 'opening' END, CASE line WHEN 1 THEN 'debt-' || i END, CASE line WHEN 1 THEN 25000 ELSE -25000 END FROM generate_series(1, COUNT) i, generate_series(1, 2) line`,
  `INSERT INTO fact (id, account_id, seq, kind, body, body_hash, source, occurred_at, accepted_at, wall_at)
    SELECT 'fact-' || i || '-' || seq, 'acc-' || md5(i::text), seq, CASE WHEN seq = 3 THEN 'accountClosed' WHEN seq = 2 THEN 'touchSent' ELSE 'enrolled' END, '{}', '', 'test', '2026-01-01', '2026-01-01', now() - interval '1 day' + i * interval '1 millisecond'
    FROM generate_series(1, COUNT) i, generate_series(1, 3) seq WHERE seq < 3 OR i % 10 = 0`,
  `INSERT INTO account_next (account_id, cursor, decision_no, stage, step, next_action_at, decided_at)
    SELECT 'acc-' || md5(i::text), 2, 2, CASE WHEN i % 1000 = 1 THEN 'legal_escalation' ELSE ${STAGES}[1 + i % 8] END,
      CASE WHEN i % 10 = 0 THEN '{"kind":"end","outcome":"paid","reasons":[]}'::jsonb ELSE jsonb_build_object('kind', 'wait', 'until', '2100-01-01T00:00:00.000Z', 'reasons', jsonb_build_array(jsonb_build_object('ruleId', 'step:x', 'sentence', repeat('A sentence. ', 30)))) END,
      CASE WHEN i % 10 = 0 THEN NULL ELSE timestamptz '2100-01-01' + i * interval '1 second' END, '2026-02-01' FROM generate_series(1, COUNT) i`,
  `INSERT INTO planned_step (account_id, decided_at, cursor, decision_no, step_hash, step, state_hash, policy_hash, rules_hash, tzdb_version)
    SELECT 'acc-' || md5(i::text), timestamptz '2026-01-01' + no * interval '1 day', 1, no, no::text, '{"kind":"wait","until":"2026-02-01T00:00:00.000Z","reasons":[]}', 's', 'large-cadence', 'r', 't' FROM generate_series(1, COUNT) i, generate_series(1, 2) no`,
  `INSERT INTO decision (id, account_id, decision_no, kind, step, verdict, circumstances, state_hash, policy_hash, rules_hash, tzdb_version, decided_at)
    SELECT 'decision-' || i, 'acc-' || md5(i::text), 1, 'claim', '{"kind":"wait","until":"2026-02-01T00:00:00.000Z","reasons":[]}', '{"kind":"allow","ruleIds":[]}', '{}', 's', 'large-cadence', 'r', 't', '2026-01-10' FROM generate_series(1, COUNT) i`,
  `INSERT INTO touch (id, account_id, party_id, step_id, cycle, attempt_no, channel, purpose, contact_point_id, template, language, status, balance_minor, decision_id, body_hash, claimed_at, claimed_wall_at)
    SELECT 'touch-' || i, 'acc-' || md5(i::text), 'person-' || i, 'first', 1, 1, CASE WHEN i % 5 = 0 THEN 'letter' ELSE 'sms' END, 'chase', 'phone-' || i, 't', 'en', 'sent', 25000, 'decision-' || i, 'h', '2026-01-10', '2026-01-10' FROM generate_series(1, COUNT) i`,
  `INSERT INTO letter (touch_id, sha256, pdf, accepted_at, mailed_on) SELECT 'touch-' || i, 'x', '\\x00', '2026-01-10', CASE WHEN i % 1000 <> 0 THEN '2026-01-11' END FROM generate_series(5, COUNT, 5) i`,
  `INSERT INTO hold (id, code, scope, party_id, effects, placed_at, placed_by, owner, evidence, review_on, lifted_at)
    SELECT 'hold-' || i, 'cease', 'person', 'person-' || i, 'chase', '2026-01-05', 'o', 'o', 'e', '2026-06-01', CASE WHEN i % 40 = 0 THEN timestamptz '2026-01-20' END FROM generate_series(20, COUNT, 20) i`,
  `INSERT INTO task (id, account_id, kind, subject, script, status, opened_at, not_after)
    SELECT 'task-' || i, 'acc-' || md5(i::text), CASE WHEN i % 500 = 3 THEN 'legal_review' ELSE 'call' END, 's', 's', CASE WHEN i % 3 = 0 THEN 'done' ELSE 'open' END, '2026-01-01', timestamptz '2100-01-01' + i * interval '1 minute' FROM generate_series(1, COUNT) i WHERE i % 5 = 3`,
  `INSERT INTO call (id, party_id, account_ids, contact_point_id, direction, dialed_at, expires_at) SELECT 'call-' || i, 'person-' || i, 'acc-' || md5(i::text), 'phone-' || i, 'outbound', '2026-01-12', '2026-01-12' FROM generate_series(1, COUNT, 2) i`,
  `INSERT INTO inbound_message (id, provider, provider_event_id, medium, from_address, body, party_id, account_id, contact_point_id, received_at, classification, classified_at)
    SELECT 'in-' || i, 'twilio', 'SM' || i, 'sms', '+1', 'hello', 'person-' || i, 'acc-' || md5(i::text), 'phone-' || i, '2026-01-12', 'other', '2026-01-12' FROM generate_series(1, COUNT, 4) i`,
];

/** Writes a book of `accounts` accounts, each with a person, numbers, a debt, facts, decisions, a touch and a plan, and lets the planner know it. */
export async function seedLargeBook(database: Database, accounts: number): Promise<void> {
  await inTransaction(database, async (transaction) => {
    await transaction.$executeRawUnsafe('SET LOCAL session_replication_role = replica');
    for (const statement of STATEMENTS) await transaction.$executeRawUnsafe(statement.replaceAll('COUNT', String(accounts)));
  });
  await database.$executeRawUnsafe('VACUUM ANALYZE');
}

/** The id of the account that was written as number `no`, from 1. */
export async function largeBookAccount(database: Database, no: number): Promise<string> {
  return (await database.account.findFirstOrThrow({ where: { partyId: `person-${no}` } })).id;
}
