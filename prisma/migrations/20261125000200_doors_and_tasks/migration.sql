-- What suspense and liftings have to remember, and what no account may have twice.
ALTER TABLE "suspense_item" ADD COLUMN "status" TEXT NOT NULL DEFAULT 'cleared';

-- AlterTable
ALTER TABLE "hold" ADD COLUMN "lift_evidence" TEXT;

-- CreateIndex
CREATE INDEX "history_export_run_id_idx" ON "history_export"("run_id");

-- AddForeignKey
ALTER TABLE "touch" ADD CONSTRAINT "touch_contact_point_id_fkey" FOREIGN KEY ("contact_point_id") REFERENCES "contact_point"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call" ADD CONSTRAINT "call_contact_point_id_fkey" FOREIGN KEY ("contact_point_id") REFERENCES "contact_point"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------------------------

ALTER TABLE "suspense_item" ADD CONSTRAINT "suspense_item_status" CHECK ("status" IN ('pending', 'cleared'));
ALTER TABLE "task" ADD CONSTRAINT "task_kind" CHECK ("kind" IN ('call', 'manual_contact', 'review', 'legal_review', 'gate_review', 'unknown_outcome', 'alert', 'inbound', 'suspense'));

CREATE UNIQUE INDEX "promise_one_open" ON "promise" ("account_id") WHERE "status" = 'open';
CREATE UNIQUE INDEX "arrangement_one_active" ON "arrangement" ("account_id") WHERE "status" = 'active';

CREATE INDEX "hold_live_debt" ON "hold" ("debt_id") WHERE "lifted_at" IS NULL;
CREATE INDEX "letter_not_mailed" ON "letter" ("accepted_at") WHERE "accepted_at" IS NOT NULL AND "mailed_on" IS NULL AND "recalled_at" IS NULL;
CREATE INDEX "inbound_unclassified_point" ON "inbound_message" ("contact_point_id") WHERE "classified_at" IS NULL;
