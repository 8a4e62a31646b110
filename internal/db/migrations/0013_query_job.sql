-- +goose Up

-- A query that runs by itself. store and token say who asked, scope (JSON) what
-- they may see, query (JSON) what they asked. state is waiting, running, done,
-- failed or cancelled; claim is random and tells the run that holds the job from
-- all others, node names its server for people. Times are microseconds by the
-- clock of the database, 0 for not yet. problem is why it failed (JSON); result
-- is the answer as JSON, compressed with zstd, bytes its length before that.
CREATE TABLE query_job (
    id        TEXT PRIMARY KEY,
    store     BIGINT NOT NULL REFERENCES store (id),
    token     TEXT NOT NULL,
    scope     TEXT NOT NULL,
    query     TEXT NOT NULL,
    state     TEXT NOT NULL,
    progress  DOUBLE PRECISION NOT NULL,
    created   BIGINT NOT NULL,
    started   BIGINT NOT NULL,
    ended     BIGINT NOT NULL,
    heartbeat BIGINT NOT NULL,
    node      TEXT NOT NULL,
    claim     TEXT NOT NULL,
    problem   TEXT NOT NULL,
    result    BYTEA NOT NULL,
    bytes     BIGINT NOT NULL
);

CREATE INDEX query_job_by_state ON query_job (state, created);

CREATE INDEX query_job_by_token ON query_job (token, created);
