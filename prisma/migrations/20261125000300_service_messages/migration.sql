-- A touch says what it was for in the words of its template: service messages are counted apart from chases.
ALTER TABLE "touch" DROP CONSTRAINT "touch_purpose";
ALTER TABLE "touch" ADD CONSTRAINT "touch_purpose" CHECK ("purpose" IN ('chase', 'notice', 'service', 'reply'));
