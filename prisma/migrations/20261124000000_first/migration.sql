
-- CreateTable
CREATE TABLE "party" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "full_name" TEXT NOT NULL,
    "first_name" TEXT,
    "language" TEXT NOT NULL DEFAULT 'en',
    "date_of_birth" TEXT,
    "tax_id_last4" TEXT,
    "country_code" TEXT,
    "state_code" TEXT,
    "time_zone" TEXT,
    "merged_into_id" TEXT,
    "parent_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "party_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact_point" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "textable" BOOLEAN NOT NULL DEFAULT false,
    "zones" TEXT NOT NULL DEFAULT '',
    "line1" TEXT,
    "line2" TEXT,
    "city" TEXT,
    "state_code" TEXT,
    "postal_code" TEXT,
    "country_code" TEXT,

    CONSTRAINT "contact_point_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "party_contact_point" (
    "party_id" TEXT NOT NULL,
    "contact_point_id" TEXT NOT NULL,
    "place" TEXT NOT NULL DEFAULT 'unknown',
    "role" TEXT,
    "rank" INTEGER NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL DEFAULT 'active',
    "status_reason" TEXT,

    CONSTRAINT "party_contact_point_pkey" PRIMARY KEY ("party_id","contact_point_id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" TEXT NOT NULL,
    "party_id" TEXT NOT NULL,
    "contact_point_id" TEXT NOT NULL,
    "medium" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "granted_to" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "authorised_party" (
    "id" TEXT NOT NULL,
    "party_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "deal_only" BOOLEAN NOT NULL DEFAULT false,
    "proof" TEXT,
    "expires_on" TEXT,

    CONSTRAINT "authorised_party_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "creditor" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "creditor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "creditor_contract" (
    "creditor_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "brand_name" TEXT NOT NULL,
    "caller_name" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "channels" TEXT NOT NULL,
    "furnishes" BOOLEAN NOT NULL DEFAULT false,
    "legal_enabled" BOOLEAN NOT NULL DEFAULT false,
    "law_firm" TEXT,
    "settlement_floor_percent" INTEGER,
    "calendar_country" TEXT NOT NULL,
    "address_line" TEXT NOT NULL,
    "effective_from" TEXT NOT NULL,

    CONSTRAINT "creditor_contract_pkey" PRIMARY KEY ("creditor_id","version")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "creditor_id" TEXT NOT NULL,
    "contract_version" INTEGER NOT NULL,
    "party_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "cadence_hash" TEXT NOT NULL,
    "risk" TEXT NOT NULL DEFAULT 'medium',
    "autopay" TEXT NOT NULL DEFAULT 'none',
    "key_account" BOOLEAN NOT NULL DEFAULT false,
    "insured" BOOLEAN NOT NULL DEFAULT false,
    "placed_on" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "outcome" TEXT,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "final_state" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "debt" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "due_on" TEXT NOT NULL,
    "original_minor" BIGINT NOT NULL,
    "original_creditor" TEXT,
    "itemization_on" TEXT,
    "itemization_kind" TEXT,
    "itemization_minor" BIGINT,
    "interest_since_minor" BIGINT,
    "fees_since_minor" BIGINT,
    "payments_since_minor" BIGINT,
    "credits_since_minor" BIGINT,
    "last_payment_on" TEXT,
    "default_on" TEXT,
    "charge_off_on" TEXT,
    "delinquency_on" TEXT,
    "limitation_state" TEXT,
    "limitation_debt_type" TEXT,
    "missing_fields" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "debt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "obligor" (
    "debt_id" TEXT NOT NULL,
    "party_id" TEXT NOT NULL,
    "liability" TEXT NOT NULL,
    "cap_minor" BIGINT,

    CONSTRAINT "obligor_pkey" PRIMARY KEY ("debt_id","party_id")
);

-- CreateTable
CREATE TABLE "document" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "debt_id" TEXT,
    "kind" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fact" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "body_hash" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,
    "wall_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "party_id" TEXT NOT NULL,
    "account_id" TEXT,
    "debt_id" TEXT,
    "contact_point_id" TEXT,
    "medium" TEXT,
    "effects" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "placed_by" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "evidence" TEXT NOT NULL,
    "review_on" TEXT NOT NULL,
    "expires_on" TEXT,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stop" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "creditor_id" TEXT,
    "channel" TEXT,
    "reason" TEXT NOT NULL,
    "placed_by" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "review_on" TEXT NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "stop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "touch" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "party_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "cycle" INTEGER NOT NULL,
    "attempt_no" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "contact_point_id" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "balance_minor" BIGINT NOT NULL,
    "decision_id" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "provider" TEXT,
    "provider_id" TEXT,
    "failure_code" TEXT,
    "receipt_status" TEXT,
    "receipt_rank" INTEGER NOT NULL DEFAULT 0,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_wall_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "touch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "touch_message" (
    "touch_id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "subject" TEXT,
    "text" TEXT NOT NULL,

    CONSTRAINT "touch_message_pkey" PRIMARY KEY ("touch_id")
);

-- CreateTable
CREATE TABLE "letter" (
    "touch_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "pdf" BYTEA NOT NULL,
    "released_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "vendor_id" TEXT,
    "mailed_on" TEXT,
    "returned_on" TEXT,
    "return_code" TEXT,
    "recalled_at" TIMESTAMPTZ(3),

    CONSTRAINT "letter_pkey" PRIMARY KEY ("touch_id")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "decision_no" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "step" JSONB NOT NULL,
    "verdict" JSONB NOT NULL,
    "circumstances" JSONB NOT NULL,
    "state_hash" TEXT NOT NULL,
    "policy_hash" TEXT NOT NULL,
    "rules_hash" TEXT NOT NULL,
    "tzdb_version" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "wall_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_next" (
    "account_id" TEXT NOT NULL,
    "cursor" INTEGER NOT NULL,
    "decision_no" INTEGER NOT NULL,
    "stage" TEXT,
    "step" JSONB NOT NULL,
    "next_action_at" TIMESTAMPTZ(3),
    "next_chase_at" TIMESTAMPTZ(3),
    "stage_rank" INTEGER NOT NULL DEFAULT -1,
    "oldest_due_on" TEXT,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "relay_tries" INTEGER NOT NULL DEFAULT 0,
    "relay_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_next_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" TEXT NOT NULL,
    "account_id" TEXT,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "script" TEXT NOT NULL,
    "step_id" TEXT,
    "cycle" INTEGER,
    "attempt_no" INTEGER,
    "status" TEXT NOT NULL DEFAULT 'open',
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "not_after" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "claimed_by" TEXT,
    "result" TEXT,

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "call" (
    "id" TEXT NOT NULL,
    "party_id" TEXT NOT NULL,
    "account_ids" TEXT NOT NULL,
    "contact_point_id" TEXT NOT NULL,
    "task_id" TEXT,
    "direction" TEXT NOT NULL,
    "dialed_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "disposition" TEXT,
    "connected" BOOLEAN NOT NULL DEFAULT true,
    "conversation" BOOLEAN NOT NULL DEFAULT false,
    "right_party" BOOLEAN NOT NULL DEFAULT false,
    "consented" BOOLEAN NOT NULL DEFAULT false,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_message" (
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_event_id" TEXT NOT NULL,
    "medium" TEXT NOT NULL,
    "from_address" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "party_id" TEXT,
    "account_id" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "classification" TEXT,
    "classified_at" TIMESTAMPTZ(3),
    "classified_by" TEXT,

    CONSTRAINT "inbound_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promise" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "promised_on" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "taken_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',

    CONSTRAINT "promise_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "arrangement" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "expires_on" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "arrangement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instalment" (
    "arrangement_id" TEXT NOT NULL,
    "instalment_no" INTEGER NOT NULL,
    "due_on" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,

    CONSTRAINT "instalment_pkey" PRIMARY KEY ("arrangement_id","instalment_no")
);

-- CreateTable
CREATE TABLE "legal_intent" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "decided_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_on" TEXT NOT NULL,
    "grounds" TEXT NOT NULL,

    CONSTRAINT "legal_intent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "placement" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "counterparty" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "hand_over_sha256" TEXT,
    "hand_over" BYTEA,
    "recall_requested_at" TIMESTAMPTZ(3),
    "recall_acknowledged_at" TIMESTAMPTZ(3),

    CONSTRAINT "placement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "id" TEXT NOT NULL,
    "account_id" TEXT,
    "kind" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,
    "effective_on" TEXT NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_posting" (
    "entry_id" TEXT NOT NULL,
    "line_no" INTEGER NOT NULL,
    "ledger_account" TEXT NOT NULL,
    "debt_id" TEXT,
    "amount_minor" BIGINT NOT NULL,

    CONSTRAINT "ledger_posting_pkey" PRIMARY KEY ("entry_id","line_no")
);

-- CreateTable
CREATE TABLE "pending_payment" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "initiated_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "pending_payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cadence_version" (
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "policy" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cadence_version_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "history_export" (
    "workflow_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "events" INTEGER NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "history_export_pkey" PRIMARY KEY ("workflow_id","run_id")
);

-- CreateTable
CREATE TABLE "sandbox_clock" (
    "id" INTEGER NOT NULL,
    "offset_ms" BIGINT NOT NULL,
    "moved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_clock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suspense_item" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "suspense_item_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "party_full_name_idx" ON "party"("full_name");

-- CreateIndex
CREATE UNIQUE INDEX "contact_point_kind_value_key" ON "contact_point"("kind", "value");

-- CreateIndex
CREATE INDEX "party_contact_point_contact_point_id_idx" ON "party_contact_point"("contact_point_id");

-- CreateIndex
CREATE INDEX "consent_party_id_contact_point_id_idx" ON "consent"("party_id", "contact_point_id");

-- CreateIndex
CREATE INDEX "authorised_party_party_id_idx" ON "authorised_party"("party_id");

-- CreateIndex
CREATE INDEX "account_party_id_idx" ON "account"("party_id");

-- CreateIndex
CREATE INDEX "account_status_idx" ON "account"("status");

-- CreateIndex
CREATE UNIQUE INDEX "account_creditor_id_reference_key" ON "account"("creditor_id", "reference");

-- CreateIndex
CREATE UNIQUE INDEX "debt_account_id_reference_key" ON "debt"("account_id", "reference");

-- CreateIndex
CREATE INDEX "obligor_party_id_idx" ON "obligor"("party_id");

-- CreateIndex
CREATE INDEX "document_account_id_idx" ON "document"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "fact_account_id_seq_key" ON "fact"("account_id", "seq");

-- CreateIndex
CREATE INDEX "hold_party_id_idx" ON "hold"("party_id");

-- CreateIndex
CREATE INDEX "hold_contact_point_id_idx" ON "hold"("contact_point_id");

-- CreateIndex
CREATE INDEX "touch_party_id_claimed_at_idx" ON "touch"("party_id", "claimed_at");

-- CreateIndex
CREATE UNIQUE INDEX "touch_account_id_step_id_cycle_attempt_no_key" ON "touch"("account_id", "step_id", "cycle", "attempt_no");

-- CreateIndex
CREATE UNIQUE INDEX "touch_provider_provider_id_key" ON "touch"("provider", "provider_id");

-- CreateIndex
CREATE INDEX "decision_account_id_decided_at_idx" ON "decision"("account_id", "decided_at");

-- CreateIndex
CREATE INDEX "account_next_next_action_at_idx" ON "account_next"("next_action_at");

-- CreateIndex
CREATE INDEX "task_status_not_after_idx" ON "task"("status", "not_after");

-- CreateIndex
CREATE INDEX "task_account_id_idx" ON "task"("account_id");

-- CreateIndex
CREATE INDEX "call_party_id_dialed_at_idx" ON "call"("party_id", "dialed_at");

-- CreateIndex
CREATE INDEX "inbound_message_party_id_idx" ON "inbound_message"("party_id");

-- CreateIndex
CREATE UNIQUE INDEX "inbound_message_provider_provider_event_id_key" ON "inbound_message"("provider", "provider_event_id");

-- CreateIndex
CREATE INDEX "promise_account_id_idx" ON "promise"("account_id");

-- CreateIndex
CREATE INDEX "arrangement_account_id_idx" ON "arrangement"("account_id");

-- CreateIndex
CREATE INDEX "legal_intent_account_id_idx" ON "legal_intent"("account_id");

-- CreateIndex
CREATE INDEX "placement_account_id_idx" ON "placement"("account_id");

-- CreateIndex
CREATE INDEX "ledger_entry_account_id_idx" ON "ledger_entry"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entry_kind_source_id_key" ON "ledger_entry"("kind", "source_id");

-- CreateIndex
CREATE INDEX "ledger_posting_debt_id_idx" ON "ledger_posting"("debt_id");

-- CreateIndex
CREATE INDEX "pending_payment_account_id_idx" ON "pending_payment"("account_id");

-- CreateIndex
CREATE INDEX "cadence_version_name_idx" ON "cadence_version"("name");

-- AddForeignKey
ALTER TABLE "party" ADD CONSTRAINT "party_merged_into_id_fkey" FOREIGN KEY ("merged_into_id") REFERENCES "party"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "party" ADD CONSTRAINT "party_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "party"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "party_contact_point" ADD CONSTRAINT "party_contact_point_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "party_contact_point" ADD CONSTRAINT "party_contact_point_contact_point_id_fkey" FOREIGN KEY ("contact_point_id") REFERENCES "contact_point"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_contact_point_id_fkey" FOREIGN KEY ("contact_point_id") REFERENCES "contact_point"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "authorised_party" ADD CONSTRAINT "authorised_party_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "creditor_contract" ADD CONSTRAINT "creditor_contract_creditor_id_fkey" FOREIGN KEY ("creditor_id") REFERENCES "creditor"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_creditor_id_fkey" FOREIGN KEY ("creditor_id") REFERENCES "creditor"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_creditor_id_contract_version_fkey" FOREIGN KEY ("creditor_id", "contract_version") REFERENCES "creditor_contract"("creditor_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_cadence_hash_fkey" FOREIGN KEY ("cadence_hash") REFERENCES "cadence_version"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "debt" ADD CONSTRAINT "debt_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "obligor" ADD CONSTRAINT "obligor_debt_id_fkey" FOREIGN KEY ("debt_id") REFERENCES "debt"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "obligor" ADD CONSTRAINT "obligor_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_debt_id_fkey" FOREIGN KEY ("debt_id") REFERENCES "debt"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fact" ADD CONSTRAINT "fact_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_debt_id_fkey" FOREIGN KEY ("debt_id") REFERENCES "debt"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_contact_point_id_fkey" FOREIGN KEY ("contact_point_id") REFERENCES "contact_point"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stop" ADD CONSTRAINT "stop_creditor_id_fkey" FOREIGN KEY ("creditor_id") REFERENCES "creditor"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "touch" ADD CONSTRAINT "touch_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "touch" ADD CONSTRAINT "touch_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "touch" ADD CONSTRAINT "touch_decision_id_fkey" FOREIGN KEY ("decision_id") REFERENCES "decision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "touch_message" ADD CONSTRAINT "touch_message_touch_id_fkey" FOREIGN KEY ("touch_id") REFERENCES "touch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "letter" ADD CONSTRAINT "letter_touch_id_fkey" FOREIGN KEY ("touch_id") REFERENCES "touch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_next" ADD CONSTRAINT "account_next_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call" ADD CONSTRAINT "call_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call" ADD CONSTRAINT "call_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "task"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbound_message" ADD CONSTRAINT "inbound_message_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "party"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbound_message" ADD CONSTRAINT "inbound_message_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promise" ADD CONSTRAINT "promise_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "arrangement" ADD CONSTRAINT "arrangement_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "instalment" ADD CONSTRAINT "instalment_arrangement_id_fkey" FOREIGN KEY ("arrangement_id") REFERENCES "arrangement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legal_intent" ADD CONSTRAINT "legal_intent_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "placement" ADD CONSTRAINT "placement_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_posting" ADD CONSTRAINT "ledger_posting_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "ledger_entry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_posting" ADD CONSTRAINT "ledger_posting_debt_id_fkey" FOREIGN KEY ("debt_id") REFERENCES "debt"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------------------------

-- Promise 1 in the database: one effective contact per (account, step, cycle), whatever retries, crashes or races do.
CREATE UNIQUE INDEX "touch_one_effective" ON "touch" ("account_id", "step_id", "cycle") WHERE "status" IN ('claimed', 'sent', 'unknown');
-- One open task per step attempt.
CREATE UNIQUE INDEX "task_one_open" ON "task" ("account_id", "kind", "step_id", "cycle", "attempt_no") WHERE "step_id" IS NOT NULL;
CREATE INDEX "inbound_unclassified" ON "inbound_message" ("party_id") WHERE "classified_at" IS NULL;
CREATE INDEX "hold_live" ON "hold" ("party_id") WHERE "lifted_at" IS NULL;
CREATE INDEX "stop_live" ON "stop" ("scope") WHERE "lifted_at" IS NULL;

ALTER TABLE "party" ADD CONSTRAINT "party_kind" CHECK ("kind" IN ('person', 'business'));
ALTER TABLE "contact_point" ADD CONSTRAINT "contact_point_kind" CHECK ("kind" IN ('phone', 'email', 'postal'));
ALTER TABLE "party_contact_point" ADD CONSTRAINT "party_contact_point_status" CHECK ("status" IN ('active', 'dead'));
ALTER TABLE "consent" ADD CONSTRAINT "consent_action" CHECK ("action" IN ('granted', 'revoked'));
ALTER TABLE "creditor_contract" ADD CONSTRAINT "contract_role" CHECK ("role" IN ('first_party', 'third_party'));
ALTER TABLE "creditor_contract" ADD CONSTRAINT "contract_floor" CHECK ("settlement_floor_percent" IS NULL OR "settlement_floor_percent" BETWEEN 1 AND 100);
ALTER TABLE "account" ADD CONSTRAINT "account_status" CHECK (("status" = 'open' AND "outcome" IS NULL) OR ("status" = 'closed' AND "outcome" IN ('paid', 'settled', 'written_off', 'recalled', 'returned', 'closed_by_law')));
ALTER TABLE "account" ADD CONSTRAINT "account_currency" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "account" ADD CONSTRAINT "account_placed_on" CHECK ("placed_on" ~ '^\d{4}-\d{2}-\d{2}$');
ALTER TABLE "debt" ADD CONSTRAINT "debt_due_on" CHECK ("due_on" ~ '^\d{4}-\d{2}-\d{2}$');
ALTER TABLE "debt" ADD CONSTRAINT "debt_original" CHECK ("original_minor" >= 0);
ALTER TABLE "obligor" ADD CONSTRAINT "obligor_liability" CHECK ("liability" IN ('primary', 'joint', 'cosigner', 'guarantor', 'estate'));
ALTER TABLE "fact" ADD CONSTRAINT "fact_seq" CHECK ("seq" > 0);
ALTER TABLE "hold" ADD CONSTRAINT "hold_scope" CHECK (
  ("scope" = 'person' AND "account_id" IS NULL AND "debt_id" IS NULL AND "contact_point_id" IS NULL AND "medium" IS NULL) OR
  ("scope" = 'account' AND "account_id" IS NOT NULL AND "debt_id" IS NULL AND "contact_point_id" IS NULL AND "medium" IS NULL) OR
  ("scope" = 'debt' AND "debt_id" IS NOT NULL AND "contact_point_id" IS NULL AND "medium" IS NULL) OR
  ("scope" = 'contact_point' AND "contact_point_id" IS NOT NULL AND "debt_id" IS NULL) OR
  ("scope" = 'medium' AND "medium" IS NOT NULL AND "debt_id" IS NULL AND "contact_point_id" IS NULL));
ALTER TABLE "hold" ADD CONSTRAINT "hold_review_on" CHECK ("review_on" ~ '^\d{4}-\d{2}-\d{2}$');
ALTER TABLE "stop" ADD CONSTRAINT "stop_scope" CHECK (
  ("scope" = 'all' AND "creditor_id" IS NULL AND "channel" IS NULL) OR
  ("scope" = 'creditor' AND "creditor_id" IS NOT NULL) OR
  ("scope" = 'channel' AND "channel" IN ('sms', 'email', 'letter', 'call')));
ALTER TABLE "touch" ADD CONSTRAINT "touch_status" CHECK ("status" IN ('claimed', 'sent', 'failed', 'unknown'));
ALTER TABLE "touch" ADD CONSTRAINT "touch_channel" CHECK ("channel" IN ('sms', 'email', 'letter'));
ALTER TABLE "touch" ADD CONSTRAINT "touch_purpose" CHECK ("purpose" IN ('chase', 'notice', 'reply'));
ALTER TABLE "task" ADD CONSTRAINT "task_status" CHECK ("status" IN ('open', 'done', 'expired', 'cancelled'));
ALTER TABLE "promise" ADD CONSTRAINT "promise_amount" CHECK ("amount_minor" > 0);
ALTER TABLE "promise" ADD CONSTRAINT "promise_status" CHECK ("status" IN ('open', 'kept', 'broken', 'cancelled'));
ALTER TABLE "arrangement" ADD CONSTRAINT "arrangement_status" CHECK ("status" IN ('proposed', 'active', 'broken', 'completed', 'cancelled'));
ALTER TABLE "instalment" ADD CONSTRAINT "instalment_amount" CHECK ("amount_minor" > 0);
ALTER TABLE "placement" ADD CONSTRAINT "placement_direction" CHECK ("direction" IN ('in', 'out'));
ALTER TABLE "pending_payment" ADD CONSTRAINT "pending_payment_amount" CHECK ("amount_minor" > 0);
ALTER TABLE "sandbox_clock" ADD CONSTRAINT "sandbox_clock_single" CHECK ("id" = 1 AND "offset_ms" >= 0);

-- Evidence and books are append-only: a correction is a new row.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "fact_append_only" BEFORE UPDATE OR DELETE ON "fact" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "decision_append_only" BEFORE UPDATE OR DELETE ON "decision" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "consent_append_only" BEFORE UPDATE OR DELETE ON "consent" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "ledger_entry_append_only" BEFORE UPDATE OR DELETE ON "ledger_entry" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "ledger_posting_append_only" BEFORE UPDATE OR DELETE ON "ledger_posting" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "cadence_version_append_only" BEFORE UPDATE OR DELETE ON "cadence_version" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "creditor_contract_append_only" BEFORE UPDATE OR DELETE ON "creditor_contract" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- Every ledger entry sums to zero; looked at when the transaction commits, because its lines come one by one.
CREATE FUNCTION "check_entry_balances"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT COALESCE(SUM("amount_minor"), 0) FROM "ledger_posting" WHERE "entry_id" = NEW."entry_id") <> 0 THEN
    RAISE EXCEPTION 'ledger entry % does not balance', NEW."entry_id" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "ledger_posting_balances" AFTER INSERT ON "ledger_posting" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION "check_entry_balances"();
