-- Who is asked to decide about which access of a run, and by when. It is no part of the run: it is begun when the run has ended.
CREATE TABLE campaigns (
    run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    -- The last day: `2026-01-31`.
    due TEXT NOT NULL,
    -- What said who reviews where no line of the owners did: `manager`, `department`, `service` or `resource`.
    by_rule TEXT NOT NULL,
    -- The address, as it is compared, of whoever reviews where nothing else says who.
    fallback TEXT NOT NULL,
    company TEXT,
    only_changed INTEGER NOT NULL,
    carry_unchanged INTEGER NOT NULL,
    -- SHA-256 of the files of owners and of heads of departments, as evidence.
    owners_sha256 TEXT,
    departments_sha256 TEXT,
    started_at TEXT NOT NULL,
    -- The operating system's name of whoever did.
    started_by TEXT
);

-- Every access of the run once.
CREATE TABLE assignments (
    run INTEGER NOT NULL REFERENCES campaigns (run) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    principal TEXT NOT NULL,
    resource TEXT NOT NULL,
    permission TEXT NOT NULL,
    -- An address, as it is compared.
    reviewer TEXT NOT NULL,
    -- `owner`, `manager`, `department` or `fallback`.
    assigned_by TEXT NOT NULL,
    -- Against the last signed review: `new`, `changed`, `unchanged`, `unknown`, or `no_review` where there
    -- was none.
    standing TEXT NOT NULL,
    -- The number of the signature whose decision it starts with; NULL where it starts with none.
    carried_from INTEGER,
    -- Whether the reviewer is asked about it.
    asked INTEGER NOT NULL,
    -- The number of the delegation that gave it to the reviewer; NULL where none did.
    delegation INTEGER,
    PRIMARY KEY (run, vendor, principal, resource, permission)
);
CREATE INDEX assignments_by_reviewer ON assignments (run, reviewer);

-- Who decides in whose place.
CREATE TABLE delegations (
    run INTEGER NOT NULL REFERENCES campaigns (run) ON DELETE CASCADE,
    -- Its place among those of the run, from 1 on.
    number INTEGER NOT NULL,
    -- Addresses, as they are compared.
    delegated_from TEXT NOT NULL,
    delegated_to TEXT NOT NULL,
    -- The last day: `2026-01-31`.
    until TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (run, number)
);
