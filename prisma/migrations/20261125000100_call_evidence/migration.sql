-- Who dialled or took a call, and by what the person was identified.
ALTER TABLE "call" ADD COLUMN "identifiers" TEXT NOT NULL DEFAULT '',
ADD COLUMN "officer" TEXT;
