/**
 * Holds workers at the two places of a send where only the provider knows what happened. The wait is in the database, so the workers run
 * the code that they always run: at `claim` the commit of the claim waits, at `outcome` the record of what the provider said.
 */
import pg from 'pg';

export type Place = 'claim' | 'outcome';

/** Any numbers that nothing else locks. */
const LOCKS: Readonly<Record<Place, number>> = { claim: 4_711, outcome: 4_712 };

export type TouchGates = {
  readonly shut: (place: Place) => Promise<void>;
  /** Whoever waits goes on, and so does whatever comes later. */
  readonly open: (place: Place) => Promise<void>;
  /** How many wait there. */
  readonly waiting: (place: Place) => Promise<number>;
  readonly close: () => Promise<void>;
};

const wait = (place: Place): string => `
  CREATE FUNCTION wait_at_${place}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${LOCKS[place]}); RETURN NEW; END $$;`;

/** Puts the gates into the database; they are open. */
export async function openTouchGates(databaseUrl: string): Promise<TouchGates> {
  const session = new pg.Client({ connectionString: databaseUrl });
  await session.connect();
  await session.query(`${wait('claim')} ${wait('outcome')}
    CREATE CONSTRAINT TRIGGER claim_gate AFTER INSERT ON touch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_claim();
    CREATE TRIGGER outcome_gate BEFORE UPDATE ON touch FOR EACH ROW WHEN (OLD.status = 'claimed') EXECUTE FUNCTION wait_at_outcome();`);
  return {
    shut: async (place) => { await session.query('SELECT pg_advisory_lock($1)', [LOCKS[place]]); },
    open: async (place) => { await session.query('SELECT pg_advisory_unlock($1)', [LOCKS[place]]); },
    waiting: async (place) => {
      const { rows } = await session.query<{ readonly waiting: number }>("SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted", [LOCKS[place]]);
      return rows[0]!.waiting;
    },
    close: () => session.end(),
  };
}
