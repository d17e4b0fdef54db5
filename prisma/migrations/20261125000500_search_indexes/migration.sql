-- Lists, searches and the loops of the worker read what they show and no more, however large the book.
-- DropIndex
DROP INDEX "account_status_idx";

-- DropIndex
DROP INDEX "task_status_not_after_idx";

-- CreateIndex
CREATE INDEX "account_status_id_idx" ON "account"("status", "id");

-- CreateIndex
CREATE INDEX "account_creditor_id_id_idx" ON "account"("creditor_id", "id");

-- CreateIndex
CREATE INDEX "account_next_stage_account_id_idx" ON "account_next"("stage", "account_id");

-- CreateIndex
CREATE INDEX "task_status_not_after_id_idx" ON "task"("status", "not_after", "id");

-- CreateIndex
CREATE INDEX "task_status_kind_not_after_id_idx" ON "task"("status", "kind", "not_after", "id");

-- CreateIndex
CREATE INDEX "fact_wall_at_idx" ON "fact"("wall_at");

-- CreateIndex
CREATE INDEX "inbound_message_account_id_idx" ON "inbound_message"("account_id");

-- What Prisma's schema language cannot say ------------------------------------------------------------------------

-- Searches find what begins or ends with what was typed. Nothing here needs an extension, which a server of others may forbid.
CREATE INDEX "account_reference_begins" ON "account" (lower("reference") text_pattern_ops);
CREATE INDEX "account_reference_ends" ON "account" (reverse(lower("reference")) text_pattern_ops);
CREATE INDEX "debt_reference_begins" ON "debt" (lower("reference") text_pattern_ops);
CREATE INDEX "debt_reference_ends" ON "debt" (reverse(lower("reference")) text_pattern_ops);
CREATE INDEX "contact_point_phone_ends" ON "contact_point" (reverse("value") text_pattern_ops) WHERE "kind" = 'phone';

-- The words of a name, whatever stands between them. Signs are taken out first: the parser would read some of them as one word, as in an address.
CREATE FUNCTION "name_words"(name TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN to_tsvector('pg_catalog.simple'::regconfig, translate(name, '.,-/@_+~:<>&;=#%?!()"''', '                      '));
CREATE INDEX "party_name_words" ON "party" USING GIN ("name_words"("full_name"));
