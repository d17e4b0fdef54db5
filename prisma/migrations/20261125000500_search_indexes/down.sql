-- Reverses the migration: lists and searches read whole tables again.
DROP INDEX "party_name_words";
DROP FUNCTION "name_words"(TEXT);
DROP INDEX "contact_point_phone_ends";
DROP INDEX "debt_reference_ends";
DROP INDEX "debt_reference_begins";
DROP INDEX "account_reference_ends";
DROP INDEX "account_reference_begins";
DROP INDEX "inbound_message_account_id_idx";
DROP INDEX "fact_wall_at_idx";
DROP INDEX "task_status_kind_not_after_id_idx";
DROP INDEX "task_status_not_after_id_idx";
DROP INDEX "account_next_stage_account_id_idx";
DROP INDEX "account_creditor_id_id_idx";
DROP INDEX "account_status_id_idx";
CREATE INDEX "task_status_not_after_idx" ON "task"("status", "not_after");
CREATE INDEX "account_status_idx" ON "account"("status");
