-- Facts for BI tools, and what they mean. Roles read the views through their own
-- rights: the policies let each see the stores that bi.reader gives it, and no
-- role but the owner may change anything.
CREATE SCHEMA IF NOT EXISTS bi;

-- Which role sees which store.
CREATE TABLE IF NOT EXISTS bi.reader (
    role  TEXT NOT NULL,
    store BIGINT NOT NULL,
    PRIMARY KEY (role, store)
);

-- A row for each learner of each learning event, in each generation of the
-- follower. Context activities stand in the statement's order.
CREATE TABLE IF NOT EXISTS bi.fact (
    generation    BIGINT NOT NULL,
    store         BIGINT NOT NULL,
    stored        BIGINT NOT NULL,
    member        INTEGER NOT NULL,
    statement_id  UUID NOT NULL,
    ts            TIMESTAMPTZ NOT NULL,
    stored_at     TIMESTAMPTZ NOT NULL,
    actor         TEXT NOT NULL,
    verb          TEXT NOT NULL,
    activity      TEXT,
    parents       TEXT[],
    groupings     TEXT[],
    registration  UUID,
    scaled        DOUBLE PRECISION,
    raw           DOUBLE PRECISION,
    min           DOUBLE PRECISION,
    max           DOUBLE PRECISION,
    success       BOOLEAN,
    completion    BOOLEAN,
    duration_s    DOUBLE PRECISION,
    response      TEXT,
    platform      TEXT,
    device        TEXT,
    source        TEXT,
    lang          TEXT,
    in_group      BOOLEAN NOT NULL,
    is_group      BOOLEAN NOT NULL,
    self_asserted BOOLEAN NOT NULL,
    PRIMARY KEY (generation, store, stored, member)
);
CREATE INDEX IF NOT EXISTS fact_ts ON bi.fact (generation, store, ts);
CREATE INDEX IF NOT EXISTS fact_actor ON bi.fact (generation, store, actor, ts);
CREATE INDEX IF NOT EXISTS fact_activity ON bi.fact (generation, store, activity, ts);
CREATE INDEX IF NOT EXISTS fact_statement ON bi.fact (generation, store, statement_id);

-- Statements that were voided, whether their facts have come or not.
CREATE TABLE IF NOT EXISTS bi.void (
    generation   BIGINT NOT NULL,
    store        BIGINT NOT NULL,
    statement_id UUID NOT NULL,
    PRIMARY KEY (generation, store, statement_id)
);

-- The first type and interaction type of each activity that has one.
CREATE TABLE IF NOT EXISTS bi.activity (
    generation       BIGINT NOT NULL,
    store            BIGINT NOT NULL,
    activity         TEXT NOT NULL,
    type             TEXT,
    interaction_type TEXT,
    PRIMARY KEY (generation, store, activity)
);

-- What was decided. kind is «person» (an identity, the person), «verb» (a verb,
-- its class), «course» (an activity, its course), «formal» and «trusted-clock»
-- (a source).
CREATE TABLE IF NOT EXISTS bi.meaning (
    store BIGINT NOT NULL,
    kind  TEXT NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (store, kind, name)
);

-- The stores, and the version of what was decided.
CREATE TABLE IF NOT EXISTS bi.store (
    store   BIGINT PRIMARY KEY,
    name    TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- The generation in force; the view reads the followers with its owner's rights.
CREATE OR REPLACE VIEW bi.generation AS SELECT generation FROM follower WHERE name = 'bi-facts';

CREATE OR REPLACE VIEW bi.facts WITH (security_invoker = true) AS
SELECT
    f.stored AS seq, f.statement_id, s.name AS store, f.ts, f.stored_at AS stored,
    CASE WHEN f.is_group THEN NULL ELSE COALESCE(person.value, f.actor) END AS person,
    COALESCE(class.value, 'other') AS verb_class, f.verb, f.activity, a.type AS activity_type, a.interaction_type,
    c.course, c.course_rule, f.parents[1] AS parent, f.registration, f.scaled, f.raw, f.min, f.max, f.success, f.completion,
    f.duration_s, f.response, f.platform, f.device, f.source, f.lang,
    formal.name IS NOT NULL OR EXISTS (
        SELECT FROM bi.meaning m WHERE m.store = f.store AND m.kind = 'course' AND m.value = c.course
    ) AS formal,
    f.in_group, f.is_group, f.self_asserted,
    trusted.name IS NULL AND (f.ts > f.stored_at + INTERVAL '5 minutes' OR f.ts < f.stored_at - INTERVAL '87672 hours') AS clock_suspect
FROM bi.fact f
JOIN bi.generation g ON g.generation = f.generation
JOIN bi.store s ON s.store = f.store
LEFT JOIN bi.activity a ON a.generation = f.generation AND a.store = f.store AND a.activity = f.activity
LEFT JOIN bi.meaning person ON person.store = f.store AND person.kind = 'person' AND person.name = f.actor
LEFT JOIN bi.meaning class ON class.store = f.store AND class.kind = 'verb' AND class.name = f.verb
LEFT JOIN bi.meaning mapped ON mapped.store = f.store AND mapped.kind = 'course' AND mapped.name = f.activity
LEFT JOIN bi.meaning formal ON formal.store = f.store AND formal.kind = 'formal' AND formal.name = f.source
LEFT JOIN bi.meaning trusted ON trusted.store = f.store AND trusted.kind = 'trusted-clock' AND trusted.name = f.source
LEFT JOIN LATERAL (
    SELECT course, course_rule FROM (
        SELECT mapped.value AS course, 1 AS course_rule, 1::BIGINT AS place
        UNION ALL
        SELECT i.activity, 2, i.place FROM unnest(f.groupings) WITH ORDINALITY AS i (activity, place)
        JOIN bi.activity t ON t.generation = f.generation AND t.store = f.store AND t.activity = i.activity
            AND t.type = 'http://adlnet.gov/expapi/activities/course'
        UNION ALL
        SELECT i.activity, 3, i.place FROM unnest(f.parents) WITH ORDINALITY AS i (activity, place)
        JOIN bi.activity t ON t.generation = f.generation AND t.store = f.store AND t.activity = i.activity
            AND t.type = 'http://adlnet.gov/expapi/activities/course'
        UNION ALL
        SELECT f.activity, 4, 1 WHERE a.type = 'http://adlnet.gov/expapi/activities/course'
        UNION ALL
        SELECT f.groupings[1], 5, 1
    ) AS rules
    WHERE course IS NOT NULL
    ORDER BY course_rule, place LIMIT 1
) AS c ON TRUE;
