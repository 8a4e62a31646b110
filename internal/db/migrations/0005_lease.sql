-- +goose Up

-- Who does what must run once. A row stays when its lease was given up: ends
-- is then in the past. Which clock ends and now are of is said in
-- internal/lease.
CREATE TABLE lease (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    ends   BIGINT NOT NULL
);
