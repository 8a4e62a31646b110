-- +goose Up

-- The imports by the API. state is running, done or failed; started, finished and
-- heartbeat are microseconds by the clock of the database, 0 for not yet; node is
-- the server that reads the file, for people. read counts its bytes; stored,
-- present and rejected count statements. faults is a JSON array of the first reasons,
-- message why it failed.
CREATE TABLE statement_import (
    id        TEXT PRIMARY KEY,
    store     BIGINT NOT NULL REFERENCES store (id),
    name      TEXT NOT NULL,
    format    TEXT NOT NULL,
    dry_run   BIGINT NOT NULL,
    asker     TEXT NOT NULL,
    state     TEXT NOT NULL,
    node      TEXT NOT NULL,
    started   BIGINT NOT NULL,
    finished  BIGINT NOT NULL,
    heartbeat BIGINT NOT NULL,
    bytes     BIGINT NOT NULL,
    stored    BIGINT NOT NULL,
    present   BIGINT NOT NULL,
    rejected  BIGINT NOT NULL,
    faults    TEXT NOT NULL,
    message   TEXT NOT NULL
);

CREATE INDEX statement_import_by_store ON statement_import (store, started);

CREATE INDEX statement_import_by_state ON statement_import (state);

-- The sample data: one row (id 1) while there are some. state is loading, ready,
-- removing or failed; store is the number of their store, until (microseconds) the
-- last moment of the year that is told, done how many of its total statements are
-- stored, message why loading failed.
CREATE TABLE sample_data (
    id      BIGINT PRIMARY KEY,
    state   TEXT NOT NULL,
    store   BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    seed    BIGINT NOT NULL,
    done    BIGINT NOT NULL,
    total   BIGINT NOT NULL,
    message TEXT NOT NULL
);
