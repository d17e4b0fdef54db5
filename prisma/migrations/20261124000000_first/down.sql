-- Reverses the first migration: removes every table of Dunwell. Take a backup first.
DROP SCHEMA "public" CASCADE;
CREATE SCHEMA "public";
