-- +goose Up

-- How many statements a source sent that were stored already, by day (of UTC, in
-- days since 1970): those of the key whose authority they carry. Old days are
-- removed.
CREATE TABLE resent (
    store      BIGINT NOT NULL,
    source     TEXT NOT NULL,
    day        BIGINT NOT NULL,
    statements BIGINT NOT NULL,
    PRIMARY KEY (store, source, day)
);

CREATE INDEX resent_by_day ON resent (day);
