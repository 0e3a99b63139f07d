-- The second shape: what people decided about a run, and more of how it was read, as evidence.

-- Who read in each window, with what, as the operating system says it. A command line holds no secret: none is an argument.
ALTER TABLE windows ADD COLUMN tool TEXT;
ALTER TABLE windows ADD COLUMN commit_id TEXT;
ALTER TABLE windows ADD COLUMN command TEXT;
ALTER TABLE windows ADD COLUMN os_user TEXT;
ALTER TABLE windows ADD COLUMN host TEXT;

-- SHA-256 of the run's canonical JSON Lines, from the moment it ended.
ALTER TABLE runs ADD COLUMN sha256 TEXT;
-- When the data was removed, and what stays of it: how much there was, as a JSON object.
ALTER TABLE runs ADD COLUMN pruned_at TEXT;
ALTER TABLE runs ADD COLUMN totals TEXT;

-- Where a service was asked, and the first 8 characters of the SHA-256 of the credential.
ALTER TABLE scopes ADD COLUMN address TEXT;
ALTER TABLE scopes ADD COLUMN credential TEXT;

-- How often an operation was asked again, and with which filters; absent where that is not known or there are none.
ALTER TABLE operations ADD COLUMN retries INTEGER;
ALTER TABLE operations ADD COLUMN filters TEXT;

-- What was decided about each access of a run, by its stable key. Nothing is undecided here: that is an access without a row.
CREATE TABLE decisions (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    principal TEXT NOT NULL,
    resource TEXT NOT NULL,
    permission TEXT NOT NULL,
    -- `keep`, `change` or `revoke`.
    decision TEXT NOT NULL,
    reason TEXT,
    reviewer TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    -- Whether the reviewer decided about access of their own, as far as names and addresses tell.
    own INTEGER NOT NULL,
    PRIMARY KEY (run, vendor, principal, resource, permission)
);

-- Reviews that are closed, in the order in which they were. The statement is canonical JSON (RFC 8785), in which stands the
-- hash of the one before; it never changes, and neither do the decisions of its run.
CREATE TABLE signatures (
    number INTEGER PRIMARY KEY,
    run INTEGER NOT NULL UNIQUE REFERENCES runs (id),
    statement TEXT NOT NULL,
    sha256 TEXT NOT NULL
);

-- What became of each access that a signed review before this run revoked.
CREATE TABLE revocations (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    principal TEXT NOT NULL,
    resource TEXT NOT NULL,
    permission TEXT NOT NULL,
    -- What kind of account it was.
    principal_kind TEXT NOT NULL,
    -- The run that was signed.
    decided_in INTEGER NOT NULL REFERENCES runs (id),
    -- `removed`, `held`, `granted_again`, or `unknown`.
    state TEXT NOT NULL,
    PRIMARY KEY (run, vendor, principal, resource, permission)
);
