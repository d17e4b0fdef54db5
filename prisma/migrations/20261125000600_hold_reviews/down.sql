ALTER TABLE "hold" DROP CONSTRAINT "hold_ends_by_lifting";
DROP INDEX "task_hold_review";
DROP INDEX "hold_review";
