-- +goose Up

-- The documents of the three resources (1 state, 2 activity profile, 3 agent
-- profile). What a resource does not have is an empty byte string: activity
-- is the IRI as sent, agent the 16 bytes of its key, registration the 16 bytes
-- of the UUID. Ids are bytes because any string may be one, U+0000 included.
-- The primary key answers lists, too: their context is its prefix.
CREATE TABLE document (
    store        BIGINT NOT NULL,
    resource     BIGINT NOT NULL,
    activity     BYTEA NOT NULL,
    agent        BYTEA NOT NULL,
    registration BYTEA NOT NULL,
    id           BYTEA NOT NULL,
    updated      BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    content      BYTEA NOT NULL,
    PRIMARY KEY (store, resource, activity, agent, registration, id)
);
