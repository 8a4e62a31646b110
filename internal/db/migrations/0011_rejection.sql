-- +goose Up

-- Requests that were refused, for those who look after a store; the oldest are
-- removed. id comes from the counter «rejection», whose row stays locked until
-- the commit: whoever sees an id sees every lower one that there will be. store
-- is 0 where nobody knows it. count is 1, or how many requests a row stands for
-- that were only counted; such a row tells of the key and the code alone.
CREATE TABLE rejection (
    id         BIGINT PRIMARY KEY,
    store      BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    node       TEXT NOT NULL,
    access_key TEXT NOT NULL,
    method     TEXT NOT NULL,
    resource   TEXT NOT NULL,
    status     BIGINT NOT NULL,
    code       TEXT NOT NULL,
    rule       TEXT NOT NULL,
    pointer    TEXT NOT NULL,
    parameter  TEXT NOT NULL,
    message    TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    request    TEXT NOT NULL,
    sample     BYTEA NOT NULL,
    count      BIGINT NOT NULL
);

CREATE INDEX rejection_by_store ON rejection (store, id);

CREATE INDEX rejection_by_time ON rejection (at);

INSERT INTO counter (name, value) VALUES ('rejection', 0);
