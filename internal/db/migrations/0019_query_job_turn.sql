-- +goose Up

-- Whoever enters a query job counts here first, whose row stays locked until the
-- transaction ends: two that come at once are held to the most that a token may have
-- together.
INSERT INTO counter (name, value) VALUES ('query_job', 0);
