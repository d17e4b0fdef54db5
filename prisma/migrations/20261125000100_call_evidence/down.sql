-- Reverses the migration: who made a call and how the person was identified is lost with it.
ALTER TABLE "call" DROP COLUMN "officer", DROP COLUMN "identifiers";
