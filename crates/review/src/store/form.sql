-- The third shape: in which form of the canonical lines a run was hashed when it ended; nothing is the first one.
ALTER TABLE runs ADD COLUMN form INTEGER;
