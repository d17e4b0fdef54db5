-- Reverses the migration. Inbound calls from unknown numbers would not fit the old column: it keeps its freedom to be empty.
ALTER TABLE "call" DROP CONSTRAINT "call_direction";
ALTER TABLE "call" DROP CONSTRAINT "call_contact_point";
ALTER TABLE "inbound_message" DROP CONSTRAINT "inbound_message_contact_point_id_fkey";
ALTER TABLE "inbound_message" DROP COLUMN "contact_point_id";
DROP TABLE "officer_act";
