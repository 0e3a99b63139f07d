-- The second shape: what people decided about a run, and more of how it was read, as evidence.

-- Who read in each window, with what, as the operating system says it; the command line as a JSON array (it holds no secret:
-- none is an argument), and how far the reader's clock is from UTC: `-03:00`.
ALTER TABLE windows ADD COLUMN tool TEXT;
ALTER TABLE windows ADD COLUMN commit_id TEXT;
ALTER TABLE windows ADD COLUMN command TEXT;
ALTER TABLE windows ADD COLUMN os_user TEXT;
ALTER TABLE windows ADD COLUMN host TEXT;
ALTER TABLE windows ADD COLUMN utc_offset TEXT;

-- SHA-256 of the run's canonical JSON Lines, from the moment it ended.
ALTER TABLE runs ADD COLUMN sha256 TEXT;
-- When the data was removed, and what stays of it: how much there was, as a JSON object.
ALTER TABLE runs ADD COLUMN pruned_at TEXT;
ALTER TABLE runs ADD COLUMN totals TEXT;

-- Where a service was asked, and with which credentials, each once: as JSON arrays.
ALTER TABLE scopes ADD COLUMN addresses TEXT;
ALTER TABLE scopes ADD COLUMN credentials TEXT;

-- What was sent for each operation: the path as a template, the filters as a JSON object, how many requests, and how many of
-- them repeated one that had failed.
CREATE TABLE requests (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    operation TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    filters TEXT NOT NULL,
    first_at TEXT NOT NULL,
    sent INTEGER NOT NULL,
    retries INTEGER NOT NULL,
    PRIMARY KEY (run, vendor, operation, method, path, filters)
);

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
