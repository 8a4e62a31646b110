-- +goose Up

-- A store is a tenant. id comes from the counter «store», from 1: statements
-- in the log name it, so it must never be given again.
CREATE TABLE store (
    id      BIGINT PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    created BIGINT NOT NULL
);

-- A key is what an xAPI client presents. secret_hash is the SHA-256 of the
-- secret; scopes are words parted by one space; authority is the JSON of the
-- Agent that statements get, fixed when the key is made; revoked is 0 while
-- the key is good.
CREATE TABLE access_key (
    id          TEXT PRIMARY KEY,
    store       BIGINT NOT NULL REFERENCES store (id),
    name        TEXT NOT NULL,
    scopes      TEXT NOT NULL,
    secret_hash BYTEA NOT NULL,
    authority   TEXT NOT NULL,
    created     BIGINT NOT NULL,
    revoked     BIGINT NOT NULL
);

-- «access» grows with every change of stores and keys: other processes look
-- at it to see that what they remember is out of date.
INSERT INTO counter (name, value) VALUES ('store', 0), ('access', 0);
