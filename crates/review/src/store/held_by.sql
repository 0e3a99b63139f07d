-- By which other access what was revoked is still held; NULL where it is there itself, or is not held. It is kept, since the
-- runs that tell it, this one and the signed one, may be pruned or handed on without each other.
ALTER TABLE revocations ADD COLUMN by_principal TEXT;
ALTER TABLE revocations ADD COLUMN by_resource TEXT;
ALTER TABLE revocations ADD COLUMN by_permission TEXT;
