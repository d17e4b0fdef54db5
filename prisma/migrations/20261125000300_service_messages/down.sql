-- Reverses the migration: what was service counts as a chase again, as it did before.
ALTER TABLE "touch" DROP CONSTRAINT "touch_purpose";
UPDATE "touch" SET "purpose" = 'chase' WHERE "purpose" = 'service';
ALTER TABLE "touch" ADD CONSTRAINT "touch_purpose" CHECK ("purpose" IN ('chase', 'notice', 'reply'));
