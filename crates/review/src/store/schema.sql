-- The first shape of the store. A later one is another file after this: a shape that somebody has on disk never changes.
-- Where it costs nothing, PostgreSQL understands this too.

-- `aces` in ASCII. SQLite alone needs it: so a file is known to be a store, and not another program's database.
PRAGMA application_id = 0x61636573;

-- Whether it holds runs of real accounts or of the sandbox: one row, from the first run on.
CREATE TABLE holds (kind TEXT NOT NULL);

-- What was read, and when.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL,
    -- What was to be read, as a JSON object; runs are compared and resumed only where it is the same.
    scope TEXT NOT NULL,
    tool TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    -- SHA-256 of the roster and of acesso.toml as they were when the run was evaluated, as evidence. Neither decides what
    -- the services say, so neither is part of the scope.
    roster TEXT,
    settings TEXT
);

-- From when to when it was read: once, and once more for each time that it was resumed.
CREATE TABLE windows (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    PRIMARY KEY (run, number)
);

-- How far each service is read.
CREATE TABLE scopes (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Why it could not be read at all.
    problem TEXT,
    PRIMARY KEY (run, vendor)
);

-- What has to be asked: a list, from a cursor on, or one thing.
CREATE TABLE tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    operation TEXT NOT NULL,
    arguments TEXT NOT NULL,
    state TEXT NOT NULL,
    cursor TEXT,
    problem TEXT,
    UNIQUE (run, vendor, operation, arguments)
);
CREATE INDEX tasks_by_state ON tasks (run, vendor, state, id);

-- What each operation brought: how many answers, how many items in them, and how many the service says there are.
CREATE TABLE operations (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    operation TEXT NOT NULL,
    answers INTEGER NOT NULL,
    items INTEGER NOT NULL,
    counted_first INTEGER,
    counted_last INTEGER,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (run, vendor, operation)
);

CREATE TABLE principals (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT,
    email TEXT,
    -- The address as it is compared: lower case, no blanks around it.
    email_key TEXT,
    attributes TEXT NOT NULL,
    PRIMARY KEY (run, vendor, id, kind)
);
CREATE INDEX principals_by_email ON principals (run, email_key);

CREATE TABLE resources (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT,
    attributes TEXT NOT NULL,
    PRIMARY KEY (run, vendor, id)
);

CREATE TABLE grants (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    principal TEXT NOT NULL,
    resource TEXT NOT NULL,
    permission TEXT NOT NULL,
    principal_kind TEXT NOT NULL,
    -- The service's own ids of this grant, in order, with blanks between them.
    ids TEXT,
    since TEXT,
    granted_by TEXT,
    attributes TEXT NOT NULL,
    PRIMARY KEY (run, vendor, principal, resource, permission)
);
CREATE INDEX grants_by_permission ON grants (run, vendor, permission);

-- Base39's permissions as they were listed, before it is known whose they are.
CREATE TABLE permissions (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    resource TEXT NOT NULL,
    -- A JSON array of texts, in order, each once.
    roles TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    -- With milliseconds, so that the order of the texts is that of the times.
    since TEXT NOT NULL,
    granted_by TEXT,
    -- How often the whole list had it, and the second reading of it.
    listed INTEGER NOT NULL,
    listed_again INTEGER NOT NULL,
    -- The operator under whom it was found, and another one under whom it was found too.
    operator TEXT,
    second_operator TEXT,
    PRIMARY KEY (run, id)
);
CREATE INDEX permissions_of_two_operators ON permissions (run, id) WHERE second_operator IS NOT NULL;

-- What the second reading of lists without a count named; what the first one named are the resources.
CREATE TABLE listed_again (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    resource TEXT NOT NULL,
    PRIMARY KEY (run, vendor, resource)
);

-- How many hold a permission, where the service counts them itself.
CREATE TABLE counted_grants (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    resource TEXT NOT NULL,
    permission TEXT NOT NULL,
    grants INTEGER NOT NULL,
    PRIMARY KEY (run, vendor, resource, permission)
);

-- How it is known that a service was read whole, or that it was not.
CREATE TABLE proofs (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    number INTEGER NOT NULL,
    holds INTEGER NOT NULL,
    -- As a JSON object, and as the version that stored it put it into words: a later one may not know this proof any more.
    proof TEXT NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (run, vendor, number)
);

-- The people whom the roster of the run names.
CREATE TABLE roster (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    email_key TEXT NOT NULL,
    name TEXT,
    -- `active`, `left`, or a word of the roster's own that is neither.
    status TEXT,
    left_on TEXT,
    manager TEXT,
    department TEXT,
    PRIMARY KEY (run, email_key)
);
-- Every address of theirs, the one above among them.
CREATE TABLE roster_aliases (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    alias_key TEXT NOT NULL,
    email_key TEXT NOT NULL,
    PRIMARY KEY (run, alias_key)
);
CREATE INDEX roster_aliases_by_email ON roster_aliases (run, email_key);

-- Which questions were asked of the run, and why one was not.
CREATE TABLE evaluations (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    -- Why it was not asked at all.
    not_evaluated TEXT,
    -- For how many it could not be answered.
    unknown_for INTEGER NOT NULL,
    -- Which services were not read whole, as a JSON array: there may be more than what was found.
    incomplete TEXT,
    PRIMARY KEY (run, rule)
);

-- What was found, frozen with the run.
CREATE TABLE findings (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    -- Absent where it is about a person, whatever the service: then the kind is `person` and the principal an address.
    vendor TEXT,
    principal_kind TEXT NOT NULL,
    principal TEXT NOT NULL,
    -- The one resource that it is about; absent where there are several.
    resource TEXT,
    -- What the sentence needs, as a JSON object.
    data TEXT NOT NULL,
    -- Reason, author and end of the suppression, as a JSON object.
    suppressed TEXT,
    PRIMARY KEY (run, number)
);
CREATE INDEX findings_by_rule ON findings (run, rule, number);

-- The suppressions of acesso.toml as they were, and for how many findings each stands.
CREATE TABLE suppressions (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    rule TEXT NOT NULL,
    account TEXT,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    until TEXT NOT NULL,
    -- Past its date: it suppresses nothing any more.
    expired INTEGER NOT NULL,
    findings INTEGER NOT NULL,
    PRIMARY KEY (run, number)
);
