-- Every decision leaves what it meant to do: why an account waited can be told for any instant.
CREATE TABLE "planned_step" (
    "account_id" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "cursor" INTEGER NOT NULL,
    "decision_no" INTEGER NOT NULL,
    "step_hash" TEXT NOT NULL,
    "step" JSONB NOT NULL,
    "state_hash" TEXT NOT NULL,
    "policy_hash" TEXT NOT NULL,
    "rules_hash" TEXT NOT NULL,
    "tzdb_version" TEXT NOT NULL,
    "wall_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "planned_step_pkey" PRIMARY KEY ("account_id", "decided_at", "cursor", "decision_no", "step_hash")
);

-- What Prisma's schema language cannot say ------------------------------------------------------------------------

CREATE TRIGGER "planned_step_append_only" BEFORE UPDATE OR DELETE ON "planned_step" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
