-- The statement log on PostgreSQL, plain or with Citus.
--
-- Every table here has a bucket: on Citus the distribution column, elsewhere
-- a number. All rows of a statement have the statement's; it is part of every
-- unique key, and nothing refers across buckets. Keys begin with what is looked
-- up, not with the store, so that no plan can take one to walk through a whole
-- store. Times are microseconds since 1970 UTC.

-- +goose Up

-- stored is distinct for every statement of the database: it is the
-- statement's position, and what the other tables know it by. flags: 1 its
-- object is a StatementRef (to target), 2 it voids target, 4 its descriptions
-- count (scope define). payload is the statement as it is returned. Rows lie in
-- the order of their times, so that what is old can be deleted by whole pages.
CREATE TABLE statement (
    bucket  INTEGER  NOT NULL,
    store   INTEGER  NOT NULL,
    stored  BIGINT   NOT NULL,
    id      UUID     NOT NULL,
    target  UUID,
    flags   SMALLINT NOT NULL,
    voided  BOOLEAN  NOT NULL,
    payload TEXT     NOT NULL,
    PRIMARY KEY (id, store, bucket)
);

CREATE UNIQUE INDEX statement_stored ON statement (store, stored, bucket);

-- How statements are found: a row for each fact. key is the first 15 bytes of
-- the fact's key and one for its kind.
CREATE TABLE statement_key (
    bucket INTEGER NOT NULL,
    store  INTEGER NOT NULL,
    key    UUID    NOT NULL,
    stored BIGINT  NOT NULL,
    PRIMARY KEY (store, key, stored, bucket)
);

-- Without statistics every key counts as a frequent one. Most are rare, and a
-- planner that knew would read the whole list of the few that are not.
ALTER TABLE statement_key ALTER COLUMN key SET STATISTICS 0;

-- Which statements refer to which, in the bucket of the target: a target that
-- arrives finds who waits for it. linked: both are there and what follows from
-- it was entered.
CREATE TABLE statement_reference (
    bucket INTEGER NOT NULL,
    store  INTEGER NOT NULL,
    target UUID    NOT NULL,
    source UUID    NOT NULL,
    voids  BOOLEAN NOT NULL,
    linked BOOLEAN NOT NULL,
    PRIMARY KEY (target, source, store, bucket)
);

CREATE INDEX statement_reference_waiting ON statement_reference (store, target, source) WHERE NOT linked;

-- The canonical descriptions: of an activity (1), a verb (2), the names of an
-- agent (3).
CREATE TABLE description (
    bucket INTEGER  NOT NULL,
    store  INTEGER  NOT NULL,
    kind   SMALLINT NOT NULL,
    key    UUID     NOT NULL,
    value  TEXT     NOT NULL,
    PRIMARY KEY (key, kind, store, bucket)
);

-- Over how many buckets a store's statements are spread; without a row, one.
-- next is not 0 while they are on their way to another number: readers look in
-- the buckets of both, and writers write into those of next once moving is
-- true. How far the way is: pass is the part of the work, slot and place are
-- where in it, moved counts the statements that were copied (spread.go).
CREATE TABLE spread (
    store   INTEGER  PRIMARY KEY,
    buckets INTEGER  NOT NULL,
    next    INTEGER  NOT NULL,
    moving  BOOLEAN  NOT NULL DEFAULT FALSE,
    pass    SMALLINT NOT NULL DEFAULT 0,
    slot    INTEGER  NOT NULL DEFAULT 0,
    place   BYTEA    NOT NULL DEFAULT '',
    moved   BIGINT   NOT NULL DEFAULT 0
);

-- The highest time that was given to a statement or promised to lie below all
-- that follow. Sequences are outside of transactions and never go back, which
-- is what this needs.
CREATE SEQUENCE lrs_clock MINVALUE 0 START 0;

-- The last safe time that was told to read replicas.
CREATE SEQUENCE lrs_published MINVALUE 0 START 0;

-- lrs_spread returns over how many buckets a store is spread, and keeps that so
-- until the transaction ends: whoever moves the store to other buckets takes
-- the lock alone.
-- +goose StatementBegin
CREATE FUNCTION lrs_spread(of_store INTEGER, OUT buckets INTEGER, OUT next INTEGER)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1280262738, of_store);
    SELECT spread.buckets, CASE WHEN spread.moving THEN spread.next ELSE 0 END INTO buckets, next
    FROM spread
    WHERE spread.store = of_store;
    buckets := coalesce(buckets, 1);
    next := coalesce(next, 0);
END
$$;
-- +goose StatementEnd

-- How times are handed out: see clock.go for why this never misses anything.
-- lrs_begin starts a transaction that writes: it returns the first of as many
-- times as there are statements. Times that are wanted are kept when they lie
-- above all others and not in the future: kept says so.
-- +goose StatementBegin
CREATE FUNCTION lrs_begin(
    for_store INTEGER, statements INTEGER, wanted_first BIGINT, wanted_last BIGINT,
    OUT first BIGINT, OUT kept BOOLEAN, OUT buckets INTEGER, OUT next INTEGER
) LANGUAGE plpgsql AS $$
DECLARE
    last BIGINT;
    now BIGINT;
BEGIN
    -- While everything is moved to another place, writes are kept out (db.Hold).
    IF NOT pg_try_advisory_xact_lock_shared(1280262740, 0) THEN
        RAISE EXCEPTION 'writes are held' USING ERRCODE = 'LRS01';
    END IF;
    SELECT s.buckets, s.next INTO buckets, next FROM lrs_spread(for_store) s;
    PERFORM pg_advisory_lock(1280262739, 0);
    BEGIN
        SELECT last_value INTO last FROM lrs_clock;
        now := floor(extract(epoch FROM clock_timestamp()) * 1000000);
        kept := wanted_first > last AND wanted_last <= now;
        IF kept THEN
            first := wanted_first;
            last := wanted_last;
        ELSE
            first := greatest(now, last + 1);
            last := first + statements - 1;
        END IF;
        PERFORM pg_advisory_xact_lock_shared((76::BIGINT << 56) | first);
        PERFORM setval('lrs_clock', last);
        PERFORM pg_advisory_unlock(1280262739, 0);
    EXCEPTION WHEN query_canceled OR OTHERS THEN
        PERFORM pg_advisory_unlock(1280262739, 0);
        RAISE;
    END;
END
$$;
-- +goose StatementEnd

-- lrs_promise moves the clock on, in a transaction of its own, and returns the
-- time below which nothing will be stored any more.
-- +goose StatementBegin
CREATE FUNCTION lrs_promise() RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    last BIGINT;
BEGIN
    PERFORM pg_advisory_lock(1280262739, 0);
    BEGIN
        SELECT last_value INTO last FROM lrs_clock;
        last := greatest(last, floor(extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT);
        PERFORM setval('lrs_clock', last);
        PERFORM pg_advisory_unlock(1280262739, 0);
    EXCEPTION WHEN query_canceled OR OTHERS THEN
        PERFORM pg_advisory_unlock(1280262739, 0);
        RAISE;
    END;
    RETURN last + 1;
END
$$;
-- +goose StatementEnd

-- lrs_safe returns the least time that an open transaction may still write at,
-- or what was promised.
-- +goose StatementBegin
CREATE FUNCTION lrs_safe(promised BIGINT) RETURNS BIGINT LANGUAGE sql VOLATILE AS $$
    SELECT least(promised, min(((classid::BIGINT & 16777215) << 32) | objid::BIGINT))
    FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::BIGINT >> 24 = 76
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
$$;
-- +goose StatementEnd
