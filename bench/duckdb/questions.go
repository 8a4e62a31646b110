package main

// course is the one of the questions about one course.
const course = `course = 'https://lms.example.org/c/7'`

// inRange are the rows whose clock is not suspect, in the question's times.
const inRange = `NOT clock_suspect AND ts >= $from AND ts < $to`

// days, weeks and months are the buckets of the question's times.
const (
	days   = `(SELECT unnest(generate_series($from, $to - INTERVAL 1 day, INTERVAL 1 day)) AS bucket)`
	weeks  = `(SELECT unnest(generate_series($from, $to - INTERVAL 1 day, INTERVAL 7 day)) AS bucket)`
	months = `(SELECT unnest(generate_series($from, $to - INTERVAL 1 day, INTERVAL 1 month)) AS bucket)`
)

// started, answered and completed are the steps of the funnels.
const steps = `
	SELECT person, ts, seq, verb_class,
		min(CASE WHEN verb_class = 'complete' THEN ts END) OVER later AS next_complete,
		min(CASE WHEN verb_class = 'answer' THEN ts END) OVER later AS next_answer`

// funnel follows each start to the first answer behind it, and to the first
// completion behind that. Of a person the start that gets furthest counts, the
// earliest among equals; one whose window is open leaves the person out.
func funnel(where string) string {
	return `
WITH rows AS (` + steps + `
		FROM facts WHERE NOT clock_suspect AND person IS NOT NULL` + where + `
		WINDOW later AS (PARTITION BY person ORDER BY ts, seq ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)),
	chained AS (
		SELECT *, min(CASE WHEN verb_class = 'answer' THEN next_complete END) OVER later AS complete_behind_answer
		FROM rows
		WINDOW later AS (PARTITION BY person ORDER BY ts, seq ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)),
	starts AS (
		SELECT person, ts, seq, CASE
			WHEN complete_behind_answer <= ts + INTERVAL 7 day THEN 3
			WHEN next_answer <= ts + INTERVAL 7 day THEN 2
			ELSE 1 END AS reached
		FROM chained WHERE verb_class = 'start' AND ts >= $from AND ts < $to),
	best AS (
		SELECT person, max(reached) AS reached, arg_min(ts, (-reached, ts, seq)) AS ts FROM starts GROUP BY person),
	closed AS (SELECT * FROM best WHERE ts + INTERVAL 7 day <= $now)
SELECT step, (SELECT count(*) FROM closed WHERE reached >= step) FROM (VALUES (1), (2), (3)) AS s (step)`
}

// neighbours are rows with what the same person did before, in the same
// session: a row that has nothing before it begins one.
const neighbours = `
	SELECT person, ts, activity,
		CASE WHEN ts - lag(ts) OVER person_rows <= INTERVAL 30 minute THEN lag(ts) OVER person_rows END AS before,
		CASE WHEN ts - lag(ts) OVER person_rows <= INTERVAL 30 minute THEN lag(activity) OVER person_rows END AS origin
	FROM facts WHERE ` + inRange + ` AND person IS NOT NULL
	WINDOW person_rows AS (PARTITION BY person ORDER BY ts, seq)`

// sessions counts in each bucket the sessions that have a row in it: those of
// which a row there has none before it in the same bucket.
func sessions(buckets, unit string) string {
	return `
SELECT bucket, coalesce(n, 0) FROM ` + buckets + ` LEFT JOIN (
	SELECT date_trunc('` + unit + `', ts) AS bucket, count(*) FILTER (before IS NULL OR before < date_trunc('` + unit + `', ts)) AS n
	FROM (` + neighbours + `) GROUP BY 1) USING (bucket)`
}

// sqlOf answers each question, with the columns that both must agree on.
var sqlOf = map[string]string{
	"people by day, 28 days": peopleByDay,
	"people by day, a year":  peopleByDay,
	"verbs":                  `SELECT verb, count(*) FROM facts WHERE ` + inRange + ` GROUP BY verb`,
	"verbs of one course, 28 days": `
SELECT verb, count(DISTINCT person), count(*) FROM facts WHERE ` + inRange + ` AND ` + course + ` GROUP BY verb`,
	"one course, 28 days, two filters": `
SELECT bucket, coalesce(people, 0), coalesce(completed, 0) FROM ` + days + ` LEFT JOIN (
	SELECT date_trunc('day', ts) AS bucket, count(DISTINCT person) AS people,
		count(DISTINCT person) FILTER (verb_class = 'complete' OR completion) AS completed
	FROM facts WHERE ` + inRange + ` AND ` + course + ` AND verb_class IN ('start', 'answer', 'complete', 'pass') GROUP BY 1) USING (bucket)`,
	"one course by week": `
SELECT bucket, coalesce(completed, 0) FROM ` + weeks + ` LEFT JOIN (
	SELECT date_trunc('week', ts) AS bucket, count(DISTINCT person) AS completed
	FROM facts WHERE ` + inRange + ` AND ` + course + ` AND (verb_class = 'complete' OR completion) GROUP BY 1) USING (bucket)`,
	"courses with pass rate": `
WITH people AS (
		SELECT course, person, bool_or(verb_class = 'pass') AS passed, bool_or(verb_class = 'start') AS started
		FROM facts WHERE ` + inRange + ` AND person IS NOT NULL GROUP BY course, person),
	rates AS (
		SELECT course, count(*) AS people, count(*) FILTER (passed AND started) AS rated, count(*) FILTER (started) AS started
		FROM people GROUP BY course),
	attempts AS (
		SELECT person, activity, registration, any_value(course) AS course, min(ts) AS first, arg_max(scaled, (ts, seq)) AS score
		FROM facts WHERE ` + inRange + ` AND person IS NOT NULL AND scaled IS NOT NULL GROUP BY person, activity, registration),
	scores AS (SELECT arg_min(course, first) AS course, arg_min(score, first) AS score FROM attempts GROUP BY person, activity),
	medians AS (SELECT course, quantile_cont(score, 0.5) AS median FROM scores GROUP BY course)
SELECT course, people, rated, started, median FROM rates LEFT JOIN medians USING (course) ORDER BY people DESC, course LIMIT 100`,
	"pass rate by course, last quarter": `
SELECT course, count(*), count(*) FILTER (passed), count(*) FILTER (passed AND started), count(*) FILTER (started)
FROM (SELECT course, person, bool_or(verb_class = 'pass') AS passed, bool_or(verb_class = 'start') AS started
	FROM facts WHERE ` + inRange + ` AND person IS NOT NULL GROUP BY course, person)
GROUP BY course`,
	"score distribution of one course": `
SELECT count(*), count(DISTINCT person), avg(scaled), quantile_cont(scaled, 0.5)
FROM facts WHERE ` + inRange + ` AND ` + course + ` AND scaled IS NOT NULL AND person IS NOT NULL AND NOT in_group`,
	"top activities, 28 days": `
SELECT activity, count(*) AS n, count(DISTINCT person) FROM facts WHERE ` + inRange + ` GROUP BY activity ORDER BY n DESC, activity LIMIT 10`,
	"top people": `SELECT person, count(*) AS n FROM facts WHERE ` + inRange + ` GROUP BY person ORDER BY n DESC, person LIMIT 10`,
	"active people of 28 days, a year": `
WITH active AS (
		SELECT DISTINCT person, date_trunc('day', ts) AS day FROM facts
		WHERE NOT clock_suspect AND person IS NOT NULL AND verb_class NOT IN ('enrol', 'credential', 'waive')),
	spans AS (
		SELECT day AS since, least(day + INTERVAL 28 day, coalesce(lead(day) OVER (PARTITION BY person ORDER BY day), day + INTERVAL 28 day)) AS until
		FROM active),
	changes AS (
		SELECT moment AS bucket, sum(n) AS n FROM (SELECT since AS moment, 1 AS n FROM spans UNION ALL SELECT until, -1 FROM spans) GROUP BY moment)
SELECT bucket, sum(coalesce(n, 0)) OVER (ORDER BY bucket)::BIGINT FROM ` + days + ` LEFT JOIN changes USING (bucket)`,
	"sessions, 28 days": sessions(days, "day"),
	"sessions, a year":  sessions(weeks, "week"),
	"time estimated, a year": `
WITH gaps AS (
		SELECT course, coalesce(activity_type, '') AS type,
			epoch_us(lead(ts) OVER (PARTITION BY person ORDER BY ts, seq)) - epoch_us(ts) AS gap
		FROM facts WHERE ` + inRange + ` AND person IS NOT NULL AND NOT in_group),
	typical AS (
		SELECT type, quantile_disc(gap, 0.9) // 1000000 * 1000000 AS most, quantile_disc(gap, 0.5) // 1000000 * 1000000 AS median
		FROM gaps WHERE gap <= 3600000000 GROUP BY type)
SELECT course, sum(CASE WHEN gap <= 1800000000 THEN least(gap, most) ELSE median END)::BIGINT / 1e6 AS seconds
FROM gaps JOIN typical USING (type) GROUP BY course ORDER BY seconds DESC LIMIT 100`,
	"funnel of one course, 28 days": funnel(` AND ` + course),
	"funnel, a year":                funnel(``),
	"paths": `
SELECT origin, activity AS target, count(DISTINCT person) AS people
FROM (` + neighbours + `) WHERE origin <> activity GROUP BY origin, target ORDER BY people DESC, origin, target LIMIT 100`,
	"retention, 12 weeks": `
WITH active AS (
		SELECT DISTINCT person, date_trunc('week', ts) AS week FROM facts
		WHERE NOT clock_suspect AND person IS NOT NULL AND verb_class NOT IN ('enrol', 'credential', 'waive')),
	cohorts AS (SELECT person, min(week) AS cohort FROM active GROUP BY person),
	sizes AS (SELECT cohort, count(*) AS size FROM cohorts WHERE cohort >= date_trunc('week', $from) AND cohort < $to GROUP BY cohort),
	back AS (
		SELECT cohort, date_diff('day', cohort, week) // 7 AS k, count(*) AS people
		FROM active JOIN cohorts USING (person) GROUP BY ALL)
SELECT cohort, size, k, CASE WHEN cohort + to_days((7 * (k + 1))::INT) <= $now THEN coalesce(people, 0) END
FROM sizes CROSS JOIN (SELECT unnest(range(12)) AS k) LEFT JOIN back USING (cohort, k)`,
	"lifecycle": `
WITH active AS (
		SELECT DISTINCT person, date_trunc('month', ts) AS bucket FROM facts
		WHERE ` + inRange + ` AND person IS NOT NULL AND verb_class NOT IN ('enrol', 'credential', 'waive')),
	moves AS (
		SELECT bucket, lag(bucket) OVER (PARTITION BY person ORDER BY bucket) AS before, lead(bucket) OVER (PARTITION BY person ORDER BY bucket) AS behind
		FROM active),
	present AS (
		SELECT bucket, count(*) AS active, count(*) FILTER (before IS NULL) AS fresh,
			count(*) FILTER (before = bucket - INTERVAL 1 month) AS stayed, count(*) FILTER (before < bucket - INTERVAL 1 month) AS resurrected
		FROM moves GROUP BY bucket),
	gone AS (
		SELECT bucket + INTERVAL 1 month AS bucket, count(*) AS dormant FROM moves
		WHERE behind IS NULL OR behind > bucket + INTERVAL 1 month GROUP BY 1)
SELECT bucket, coalesce(active, 0), coalesce(fresh, 0), coalesce(stayed, 0), coalesce(resurrected, 0), -coalesce(dormant, 0)
FROM ` + months + ` LEFT JOIN present USING (bucket) LEFT JOIN gone USING (bucket)`,
	"one learner's timeline": `
SELECT statement_id FROM facts WHERE person = 'account:https://hr.example.org|70' AND ts >= $from AND ts < $to ORDER BY ts DESC, seq DESC LIMIT 100`,
	"last statements": `SELECT statement_id FROM facts WHERE ts >= $from AND ts < $to ORDER BY ts DESC, seq DESC LIMIT 100`,
	"people behind a cell": `
SELECT person, count(*) FROM facts
WHERE NOT clock_suspect AND ` + course + ` AND ts >= '2026-09-15T00:00:00Z'::TIMESTAMPTZ AND ts < '2026-09-16T00:00:00Z'::TIMESTAMPTZ
GROUP BY person ORDER BY person LIMIT 100`,
}

const peopleByDay = `
SELECT bucket, coalesce(people, 0), coalesce(statements, 0) FROM ` + days + ` LEFT JOIN (
	SELECT date_trunc('day', ts) AS bucket, count(DISTINCT person) AS people, count(*) AS statements
	FROM facts WHERE ` + inRange + ` GROUP BY 1) USING (bucket)`
