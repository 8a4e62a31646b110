-- +goose Up

-- Which relations of a store are written, day by day, as files. relation is
-- «statements» or «facts», target a directory or the URL of object storage:
-- files of two schedules would have the same names there. checked is up to
-- which time (microseconds) the files are known to say what the store does.
-- failure is empty after a round that went well; else tries counts the rounds
-- that did not, and nothing is done before retry.
CREATE TABLE export_schedule (
    store    BIGINT NOT NULL REFERENCES store (id),
    relation TEXT NOT NULL,
    target   TEXT NOT NULL,
    created  BIGINT NOT NULL,
    checked  BIGINT NOT NULL,
    tries    BIGINT NOT NULL,
    failure  TEXT NOT NULL,
    retry    BIGINT NOT NULL,
    PRIMARY KEY (store, relation),
    UNIQUE (target, relation)
);

-- The files that were written. day counts days since 1970 UTC. meaning is the
-- version of what was decided (meaning_version) that a file was written with,
-- -1 when it must be written again; columns is a digest of the names of its
-- columns, digest that of its bytes.
CREATE TABLE export_partition (
    store    BIGINT NOT NULL,
    relation TEXT NOT NULL,
    day      BIGINT NOT NULL,
    meaning  BIGINT NOT NULL,
    columns  TEXT NOT NULL,
    digest   TEXT NOT NULL,
    rows     BIGINT NOT NULL,
    written  BIGINT NOT NULL,
    PRIMARY KEY (store, relation, day),
    FOREIGN KEY (store, relation) REFERENCES export_schedule (store, relation) ON DELETE CASCADE
);
