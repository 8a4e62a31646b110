-- +goose Up

-- How this schema is written, so that SQLite and PostgreSQL both take it:
-- times are BIGINT microseconds since 1970 UTC; byte strings are BYTEA (in
-- SQLite a column with that name keeps blobs as they are); numbers that
-- identify come from the table counter, so that none is ever used twice.

-- Numbers that only grow, each changed by UPDATE … RETURNING in the
-- transaction that uses it.
CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Random secrets of this instance, by their purpose.
CREATE TABLE secret (
    name    TEXT PRIMARY KEY,
    value   BYTEA NOT NULL,
    created BIGINT NOT NULL
);
