-- Holds whose review has come are looked for all the time, and an alert is given once per hold.
CREATE INDEX "hold_review" ON "hold" ("review_on") WHERE "lifted_at" IS NULL;
CREATE INDEX "task_hold_review" ON "task" ("subject") WHERE "subject" LIKE 'hold_review:%';

-- What a person or the law said ends by its answer or its lifting, never by a day: 15 USC 1692g(b), 12 CFR 1006.6(c), 11 USC 362.
ALTER TABLE "hold" ADD CONSTRAINT "hold_ends_by_lifting" CHECK (
    "expires_on" IS NULL OR "code" NOT IN ('cease', 'attorney', 'bankruptcy', 'deceased', 'opt_out', 'medium_refused', 'dispute', 'query', 'identity_theft')
);
