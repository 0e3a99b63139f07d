-- Every decision as it was recorded, and that one was taken back: what is decided now is in `decisions`, and nothing is taken out
-- of here while the run is kept.
CREATE TABLE decision_history (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    -- Its place among those of the run, from 1 on.
    number INTEGER NOT NULL,
    vendor TEXT NOT NULL,
    principal TEXT NOT NULL,
    resource TEXT NOT NULL,
    permission TEXT NOT NULL,
    -- `keep`, `change` or `revoke`; NULL, with what belongs to it, where the decision was taken back.
    decision TEXT,
    reason TEXT,
    reviewer TEXT,
    decided_on TEXT,
    own INTEGER,
    recorded_at TEXT NOT NULL,
    -- The name of the file that said it, and its SHA-256; NULL of what was recorded before this was kept, and where the access
    -- itself is no more.
    file TEXT,
    file_sha256 TEXT,
    PRIMARY KEY (run, number)
);

INSERT INTO decision_history
    SELECT run, row_number() OVER (PARTITION BY run ORDER BY recorded_at, vendor, principal, resource, permission),
        vendor, principal, resource, permission, decision, reason, reviewer, decided_on, own, recorded_at, NULL, NULL
    FROM decisions;
