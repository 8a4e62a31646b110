-- +goose Up

-- What follows the log of statements. kind is «shared» (done once over all
-- nodes) or «local» (done on every node). generation is the one that is in
-- force, wanted the one that is being filled beside it; equal when none is.
CREATE TABLE follower (
    name       TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    paused     BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    wanted     BIGINT NOT NULL
);

-- How far shared followers are: every statement of the store that was stored
-- before through (microseconds) is in the generation.
CREATE TABLE follower_cursor (
    follower   TEXT NOT NULL,
    generation BIGINT NOT NULL,
    store      BIGINT NOT NULL,
    through    BIGINT NOT NULL,
    PRIMARY KEY (follower, generation, store)
);

-- Generations out of force whose content is still to be deleted.
CREATE TABLE follower_dropped (
    follower   TEXT NOT NULL,
    generation BIGINT NOT NULL,
    PRIMARY KEY (follower, generation)
);

-- Statements that a follower could not take, by their position; tries counts
-- how often, since is when it was given up first.
CREATE TABLE follower_dead (
    follower   TEXT NOT NULL,
    generation BIGINT NOT NULL,
    store      BIGINT NOT NULL,
    stored     BIGINT NOT NULL,
    id         TEXT NOT NULL,
    reason     TEXT NOT NULL,
    tries      BIGINT NOT NULL,
    since      BIGINT NOT NULL,
    PRIMARY KEY (follower, generation, store, stored)
);

-- What the nodes say of their followers, as JSON, and when they said it last.
CREATE TABLE follower_node (
    follower TEXT NOT NULL,
    node     TEXT NOT NULL,
    seen     BIGINT NOT NULL,
    status   TEXT NOT NULL,
    PRIMARY KEY (follower, node)
);
