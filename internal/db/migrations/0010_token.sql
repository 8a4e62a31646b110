-- +goose Up

-- A token is what a reader of analytics presents. secret_hash is the SHA-256 of
-- its secret; persons is a JSON array of identifiers, empty for everybody;
-- min_group is below how many people a cell is suppressed, 1 for never; expires
-- is 0 for never; revoked is 0 while the token is good. Changes count in the
-- counter «access», as those of keys do.
CREATE TABLE access_token (
    id          TEXT PRIMARY KEY,
    store       BIGINT NOT NULL REFERENCES store (id),
    name        TEXT NOT NULL,
    role        TEXT NOT NULL,
    persons     TEXT NOT NULL,
    min_group   BIGINT NOT NULL,
    secret_hash BYTEA NOT NULL,
    created     BIGINT NOT NULL,
    expires     BIGINT NOT NULL,
    revoked     BIGINT NOT NULL
);
