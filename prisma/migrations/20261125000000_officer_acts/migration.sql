-- What officers ordered, once per id; calls and messages of numbers that are unknown or shared.
CREATE TABLE "officer_act" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "officer" TEXT NOT NULL,
    "account_id" TEXT,
    "seq" INTEGER NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,
    "wall_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "officer_act_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "call" ALTER COLUMN "contact_point_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "inbound_message" ADD COLUMN "contact_point_id" TEXT;

-- CreateIndex
CREATE INDEX "officer_act_account_id_idx" ON "officer_act"("account_id");

-- AddForeignKey
ALTER TABLE "officer_act" ADD CONSTRAINT "officer_act_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbound_message" ADD CONSTRAINT "inbound_message_contact_point_id_fkey" FOREIGN KEY ("contact_point_id") REFERENCES "contact_point"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------------------------

CREATE TRIGGER "officer_act_append_only" BEFORE UPDATE OR DELETE ON "officer_act" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
-- Only an inbound call may come from a number that nobody knows.
ALTER TABLE "call" ADD CONSTRAINT "call_contact_point" CHECK ("direction" = 'inbound' OR "contact_point_id" IS NOT NULL);
ALTER TABLE "call" ADD CONSTRAINT "call_direction" CHECK ("direction" IN ('outbound', 'inbound'));
