-- +goose Up

-- What administrators decided about the words of a store's statements. id is
-- the number of the change that made the row. kind says about what: «verb» (name
-- is a verb's id, value its class), «course» (an activity's id, its course),
-- «formal» and «trusted-clock» (a source, «yes»), «segment» (a name, the filter's
-- JSON), «extension» (what the query API calls it, «yes»). Rows stay: value is
-- empty after a decision was taken back, and then the default holds.
CREATE TABLE decision (
    id      BIGINT PRIMARY KEY,
    store   BIGINT NOT NULL REFERENCES store (id),
    kind    TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    changed BIGINT NOT NULL,
    UNIQUE (store, kind, name)
);

-- Which identities are one person: that of identity joins that of target. Merges
-- take effect in the order of their ids, except those that were undone, so that
-- undoing the last one restores exactly what was before it. undone is 0 while a
-- merge is in force.
CREATE TABLE person_merge (
    id       BIGINT PRIMARY KEY,
    store    BIGINT NOT NULL REFERENCES store (id),
    identity TEXT NOT NULL,
    target   TEXT NOT NULL,
    made     BIGINT NOT NULL,
    undone   BIGINT NOT NULL
);

CREATE INDEX person_merge_store ON person_merge (store);

-- The number of the latest change of each store that has decisions.
CREATE TABLE meaning_version (
    store   BIGINT PRIMARY KEY REFERENCES store (id),
    version BIGINT NOT NULL
);

-- «meaning» grows with every change.
INSERT INTO counter (name, value) VALUES ('meaning', 0);
