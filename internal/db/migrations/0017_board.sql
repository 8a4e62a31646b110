-- +goose Up

-- A saved view: a query under a name, and how it is drawn. query is its JSON as it
-- was saved, with the names of saved filters in it; display is JSON. owner is who
-- it belongs to, «user:NUMBER» or the id of a token, and owner_name what they were called
-- when they last changed something. shared is 1 when all who may see dashboards of
-- the store see it. Ids here and below come from the counter «board», which every
-- change takes, so that changes come one after the other.
CREATE TABLE saved_view (
    id          BIGINT PRIMARY KEY,
    store       BIGINT NOT NULL REFERENCES store (id),
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    query       TEXT NOT NULL,
    display     TEXT NOT NULL,
    shared      BIGINT NOT NULL,
    owner       TEXT NOT NULL,
    owner_name  TEXT NOT NULL,
    changed     BIGINT NOT NULL
);

CREATE INDEX saved_view_store ON saved_view (store);

-- A dashboard: tiles is a JSON array of texts and of views by their ids, some of
-- which may be gone.
CREATE TABLE dashboard (
    id          BIGINT PRIMARY KEY,
    store       BIGINT NOT NULL REFERENCES store (id),
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    tiles       TEXT NOT NULL,
    shared      BIGINT NOT NULL,
    owner       TEXT NOT NULL,
    owner_name  TEXT NOT NULL,
    changed     BIGINT NOT NULL
);

CREATE INDEX dashboard_store ON dashboard (store);

-- A KPI of a store. owner is the person who answers for it, action what they do
-- when it is red, maker who made it, as saved_view.owner. on_home is 1 for at most
-- six of a store, place is their order.
CREATE TABLE kpi (
    id        BIGINT PRIMARY KEY,
    store     BIGINT NOT NULL REFERENCES store (id),
    title     TEXT NOT NULL,
    query     TEXT NOT NULL,
    format    TEXT NOT NULL,
    direction TEXT NOT NULL,
    target    DOUBLE PRECISION NOT NULL,
    warn      DOUBLE PRECISION NOT NULL,
    owner     TEXT NOT NULL,
    action    TEXT NOT NULL,
    on_home   BIGINT NOT NULL,
    place     BIGINT NOT NULL,
    maker     TEXT NOT NULL,
    changed   BIGINT NOT NULL
);

CREATE INDEX kpi_store ON kpi (store);

-- A link that shows a dashboard to whoever has it. secret_hash is the SHA-256 of
-- its secret. filter is the JSON of a filter with saved filters put in their
-- places, empty for none: what it lets through must not change with them. expires
-- is 0 for never, revoked 0 while it is good, last_seen about when it was last
-- asked.
CREATE TABLE embed (
    id          TEXT PRIMARY KEY,
    store       BIGINT NOT NULL REFERENCES store (id),
    dashboard   BIGINT NOT NULL REFERENCES dashboard (id),
    title       TEXT NOT NULL,
    filter      TEXT NOT NULL,
    secret_hash BYTEA NOT NULL,
    created     BIGINT NOT NULL,
    expires     BIGINT NOT NULL,
    revoked     BIGINT NOT NULL,
    last_seen   BIGINT NOT NULL
);

CREATE INDEX embed_dashboard ON embed (dashboard);

INSERT INTO counter (name, value) VALUES ('board', 0);
