-- +goose Up

-- What people see of a store, and how it is shown to them. accent is a word of
-- the web app's, min_group is below how many people a cell is suppressed for roles
-- that see no people. A store that was removed keeps its row, since statements in
-- the log name its number: removed is when, 0 while it is there, and its name is
-- then NAME~ID, so that the name is free.
ALTER TABLE store ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE store ADD COLUMN sample BIGINT NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE store ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE store ADD COLUMN accent TEXT NOT NULL DEFAULT '';
ALTER TABLE store ADD COLUMN min_group BIGINT NOT NULL DEFAULT 5;
ALTER TABLE store ADD COLUMN removed BIGINT NOT NULL DEFAULT 0;

-- last_used is about when a client last presented the key, 0 for never.
ALTER TABLE access_key ADD COLUMN last_used BIGINT NOT NULL DEFAULT 0;

-- What holds for the whole instance, such as the name of the organisation.
CREATE TABLE instance_setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- A user signs in to the web app. id comes from the counter «user». email is in
-- lower case. password is an argon2id hash in its usual form, empty until the user
-- chose one. totp_secret is the shared secret of one-time codes, which no answer
-- shows again; totp is 1 when they are asked for; totp_step is the time step of the
-- last code that was taken: none is taken twice. recovery is a JSON array of the
-- SHA-256 (hexadecimal) of the codes that are left. preferences is JSON of the
-- web app's own. disabled is when, 0 while the user may sign in.
CREATE TABLE app_user (
    id            BIGINT PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    administrator BIGINT NOT NULL,
    password      TEXT NOT NULL,
    totp          BIGINT NOT NULL,
    totp_secret   TEXT NOT NULL,
    totp_step     BIGINT NOT NULL,
    recovery      TEXT NOT NULL,
    language      TEXT NOT NULL,
    zone          TEXT NOT NULL,
    theme         TEXT NOT NULL,
    preferences   TEXT NOT NULL,
    created       BIGINT NOT NULL,
    last_seen     BIGINT NOT NULL,
    disabled      BIGINT NOT NULL
);

-- What a user may do in a store: one role, about everybody, or about the people of
-- groups (people_groups, a JSON array of names) and single ones (persons, a JSON
-- array of identifiers). min_group is 0 for the store's. Changes of this and the
-- tables around it count in the counter «access», as those of keys do.
CREATE TABLE user_grant (
    id            BIGINT PRIMARY KEY,
    user_id       BIGINT NOT NULL REFERENCES app_user (id),
    store         BIGINT NOT NULL REFERENCES store (id),
    role          TEXT NOT NULL,
    people_groups TEXT NOT NULL,
    persons       TEXT NOT NULL,
    min_group     BIGINT NOT NULL,
    UNIQUE (user_id, store)
);

CREATE INDEX user_grant_by_store ON user_grant (store);

-- A group of people of a store; persons is a JSON array of identifiers.
CREATE TABLE person_group (
    id      BIGINT PRIMARY KEY,
    store   BIGINT NOT NULL REFERENCES store (id),
    name    TEXT NOT NULL,
    title   TEXT NOT NULL,
    persons TEXT NOT NULL,
    UNIQUE (store, name)
);

-- A session of a user who signed in. secret_hash is the SHA-256 of its secret;
-- how is what proved who it is, such as «password». A row goes when the session
-- ends.
CREATE TABLE user_session (
    id          TEXT PRIMARY KEY,
    user_id     BIGINT NOT NULL REFERENCES app_user (id),
    secret_hash BYTEA NOT NULL,
    how         TEXT NOT NULL,
    created     BIGINT NOT NULL,
    last_seen   BIGINT NOT NULL,
    user_agent  TEXT NOT NULL,
    address     TEXT NOT NULL
);

CREATE INDEX user_session_by_user ON user_session (user_id);

-- A link that is good once, until it expires (0 for never): «setup» makes the first
-- account, «password» lets a user choose a password, «password:STORE» too, as long as
-- the user has a role in that store (its number) and no more. hash is the SHA-256 of what
-- stands in it, in hexadecimal; user_id is 0 for the first. A row goes when the link
-- was used or another one took its place.
CREATE TABLE user_link (
    hash    TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

INSERT INTO counter (name, value) VALUES ('user', 0), ('grant', 0), ('group', 0);
