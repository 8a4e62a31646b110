-- +goose Up

-- Where the contents of this database were moved from, by «lore migrate-store»:
-- at most one row. source is the instance of the database that they come from,
-- described by name. done is 0 until everything is here, and was compared.
CREATE TABLE move (
    id     BIGINT PRIMARY KEY,
    source TEXT NOT NULL,
    name   TEXT NOT NULL,
    began  BIGINT NOT NULL,
    done   BIGINT NOT NULL
);
