-- +goose Up

-- Where the contents of this database were moved from, by «lore migrate-store»:
-- at most one row. source is the instance of the database that they come from,
-- described by name. Statements up to the stored time position are here. done
-- is 0 until everything is, and was compared.
CREATE TABLE move (
    id       BIGINT PRIMARY KEY,
    source   TEXT NOT NULL,
    name     TEXT NOT NULL,
    began    BIGINT NOT NULL,
    position BIGINT NOT NULL,
    done     BIGINT NOT NULL
);
