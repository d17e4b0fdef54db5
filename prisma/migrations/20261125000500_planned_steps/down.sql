-- Reverses the migration: why accounts waited is then told only by the histories of their runs.
DROP TABLE "planned_step";
