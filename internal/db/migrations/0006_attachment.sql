-- +goose Up

-- The bytes of attachments by their SHA-2 digest in hex, for each store its
-- own. Without object storage they are kept here, so that every node on the
-- database has them. A row is written once and never changed.
CREATE TABLE attachment (
    bucket  INTEGER NOT NULL,
    store   BIGINT NOT NULL,
    sha2    TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (store, sha2, bucket)
);
