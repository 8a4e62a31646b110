-- +goose Up

-- Documents get a bucket: the column by which Citus distributes tables, part
-- of every unique key there. All documents of a context have one, so that a
-- document never moves and a list asks one shard. In SQLite it is always 0.
-- A primary key cannot be changed in both engines, so the table is made anew.
CREATE TABLE document_with_bucket (
    bucket       INTEGER NOT NULL,
    store        BIGINT NOT NULL,
    resource     BIGINT NOT NULL,
    activity     BYTEA NOT NULL,
    agent        BYTEA NOT NULL,
    registration BYTEA NOT NULL,
    id           BYTEA NOT NULL,
    updated      BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    content      BYTEA NOT NULL,
    CONSTRAINT document_key PRIMARY KEY (store, resource, activity, agent, registration, id, bucket)
);

INSERT INTO document_with_bucket (bucket, store, resource, activity, agent, registration, id, updated, content_type, content)
SELECT 0, store, resource, activity, agent, registration, id, updated, content_type, content
FROM document;

DROP TABLE document;

ALTER TABLE document_with_bucket RENAME TO document;
