-- +goose Up

-- Who does what must run once, until when, by the clock of the database.
-- holder names a node for people; token is random and tells who took the lease
-- from all others. A lease that was given up stays with an end long past.
CREATE TABLE lease (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    token  TEXT NOT NULL,
    ends   BIGINT NOT NULL
);
