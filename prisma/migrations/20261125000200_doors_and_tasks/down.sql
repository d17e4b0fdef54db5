-- Reverses the migration: on what liftings rested, and whether suspended money had cleared, is lost with it.
DROP INDEX "inbound_unclassified_point";
DROP INDEX "letter_not_mailed";
DROP INDEX "hold_live_debt";
DROP INDEX "arrangement_one_active";
DROP INDEX "promise_one_open";
ALTER TABLE "task" DROP CONSTRAINT "task_kind";
ALTER TABLE "suspense_item" DROP CONSTRAINT "suspense_item_status";
ALTER TABLE "call" DROP CONSTRAINT "call_contact_point_id_fkey";
ALTER TABLE "touch" DROP CONSTRAINT "touch_contact_point_id_fkey";
DROP INDEX "history_export_run_id_idx";
ALTER TABLE "hold" DROP COLUMN "lift_evidence";
ALTER TABLE "suspense_item" DROP COLUMN "status";
