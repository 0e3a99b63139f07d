-- Every list is read twice, and compared with itself.

-- Whether a list is being read for the second time.
ALTER TABLE tasks ADD COLUMN again INTEGER NOT NULL DEFAULT 0;

-- Each list by itself: how many items each reading brought, and which counts the service gave of it.
CREATE TABLE lists (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    operation TEXT NOT NULL,
    arguments TEXT NOT NULL,
    -- What is compared beside the ids of its items: names, as a JSON array.
    compared TEXT NOT NULL,
    items INTEGER NOT NULL,
    items_again INTEGER NOT NULL,
    -- The first count, the last one, and the smallest and the largest of all.
    counted_first INTEGER,
    counted_last INTEGER,
    counted_least INTEGER,
    counted_most INTEGER,
    UNIQUE (run, vendor, operation, arguments)
);

-- What the lists named: how often each reading did, and the beginning of the SHA-256 of what it said of it.
CREATE TABLE listed (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    list INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    item TEXT NOT NULL,
    times INTEGER NOT NULL,
    times_again INTEGER NOT NULL,
    said BLOB,
    said_again BLOB,
    -- When it was made, where the service says so and that excuses a difference.
    since TEXT,
    PRIMARY KEY (list, item)
);

-- What the second readings of some lists named, before all lists had one.
DROP TABLE listed_again;
