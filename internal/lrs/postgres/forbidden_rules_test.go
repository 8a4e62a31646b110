package postgres_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// queryRules is what no query may do, so that it runs on Citus as on plain
// PostgreSQL and asks no more shards than it must. A query is looked at when it
// names a table that has a bucket, except for the rules marked as general.
// broken are queries that break the rule, and nothing else needs to be wrong
// with them.
var queryRules = []struct {
	name    string
	why     string
	general bool
	check   func(q sql, tables tableKinds) string
	broken  []string
}{
	{
		name: "every table with a bucket is asked for some buckets",
		why:  "without `t.bucket = $1` or `t.bucket = ANY($1)` for each table, or a join on the bucket of one that has it, every shard is asked; a condition under OR does not help",
		check: func(q sql, tables tableKinds) string {
			bounds := q.bounds()
			for _, t := range q.reads(tables) {
				if b := bounds[t.alias]; !q.meant() && (b == nil || !b.one && !b.some) {
					return fmt.Sprintf("%s (as %s) has no condition on its bucket", t.name, t.alias)
				}
			}
			return ""
		},
		broken: []string{
			`SELECT payload FROM statement WHERE store = $1 AND id = $2`,
			`SELECT payload FROM statement WHERE bucket = $1 OR id = $2`,
			`SELECT s.id FROM statement s JOIN statement_key k ON k.store = s.store WHERE s.bucket = ANY($1)`,
			`SELECT s.id FROM statement s JOIN statement_key k ON k.bucket = s.bucket WHERE s.store = $1`,
			`SELECT s.id FROM statement s, statement_key AS k WHERE s.bucket = $1`,
			`SELECT id FROM statement WHERE bucket = $1 AND EXISTS (SELECT FROM statement_key k WHERE k.stored = $2)`,
			`SELECT id FROM statement WHERE bucket = $1 AND id IN (SELECT source FROM statement_reference)`,
			`DELETE FROM statement WHERE store = $1`,
			`DELETE FROM statement_key USING statement s WHERE s.bucket = $1`,
			`UPDATE description SET value = $1 WHERE store = $2`,
			`WITH found AS (SELECT id FROM statement) SELECT * FROM found`,
			`SELECT 1 UNION ALL SELECT store FROM description`,
		},
	},
	{
		name: "row locks, LATERAL, recursion and GROUPING SETS stay in one bucket",
		why:  "Citus refuses them over several shards: say `bucket = $1`, or do it step by step in Go",
		check: func(q sql, tables tableKinds) string {
			several := ""
			for _, feature := range [][]string{
				{"for", "update"},
				{"for", "share"},
				{"for", "no", "key", "update"},
				{"for", "key", "share"},
				{"lateral"},
				{"with", "recursive"},
				{"rollup"},
				{"cube"},
				{"grouping", "sets"},
			} {
				if q.has(feature...) {
					several = strings.ToUpper(strings.Join(feature, " "))
				}
			}
			if several == "" {
				return ""
			}
			bounds := q.bounds()
			for _, t := range q.reads(tables) {
				if b := bounds[t.alias]; b == nil || !b.one {
					return fmt.Sprintf("%s, and %s is not bound to one bucket", several, t.name)
				}
			}
			return ""
		},
		broken: []string{
			`SELECT value FROM description WHERE bucket = ANY($1) AND key = $2 FOR UPDATE`,
			`SELECT value FROM description WHERE bucket = ANY($1) AND key = $2 FOR KEY SHARE SKIP LOCKED`,
			`SELECT * FROM statement s, LATERAL (SELECT k.key FROM statement_key k WHERE k.bucket = s.bucket LIMIT 1) l WHERE s.bucket = ANY($1)`,
			`WITH RECURSIVE chain AS (SELECT target FROM statement WHERE bucket = ANY($1) AND id = $2) SELECT * FROM chain`,
			`SELECT kind, COUNT(*) FROM description WHERE bucket = ANY($1) GROUP BY ROLLUP (kind)`,
		},
	},
	{
		name: "rows are inserted as VALUES or by COPY",
		why:  "INSERT … SELECT between buckets, or from unnest, goes through the coordinator: 8 to 12 times slower",
		check: func(q sql, tables tableKinds) string {
			if q.has("insert", "into") && (q.has("select") || q.has("unnest")) {
				return "INSERT … SELECT"
			}
			return ""
		},
		broken: []string{
			`INSERT INTO statement_key (bucket, store, key, stored) SELECT $1, $2, unnest($3::uuid[]), $4`,
			`INSERT INTO statement_key (bucket, store, key, stored) SELECT $2, store, key, stored FROM statement_key k WHERE k.bucket = $1`,
			`INSERT INTO statement_key (bucket, store, key, stored) VALUES ((SELECT $1::int), $2, $3, $4)`,
		},
	},
	{
		name: "inserted rows say their bucket",
		why:  "it is the distribution column; a default would put all rows into one shard",
		check: func(q sql, tables tableKinds) string {
			if m := regexp.MustCompile(`^(?:insert into|copy) (\w+)(?: as \w+)? ?(\([^)]*\))?`).FindStringSubmatch(q.plain()); m != nil &&
				tables.buckets[m[1]] && !strings.HasPrefix(strings.TrimPrefix(q.plain(), "copy "), "(") && !names(m[2], "bucket") {
				return "the columns do not name bucket"
			}
			return ""
		},
		broken: []string{
			`INSERT INTO description (store, kind, key, value) VALUES ($1, $2, $3, $4)`,
			`INSERT INTO description VALUES ($1, $2, $3, $4, $5)`,
			`COPY statement_key (store, key, stored) FROM STDIN BINARY`,
		},
	},
	{
		name: "what ON CONFLICT names contains the bucket",
		why:  "no unique key of a distributed table can be without it",
		check: func(q sql, tables tableKinds) string {
			if m := regexp.MustCompile(`on conflict (\([^)]*\))`).FindStringSubmatch(q.plain()); m != nil && !names(m[1], "bucket") {
				return "ON CONFLICT " + m[1]
			}
			return ""
		},
		broken: []string{
			`INSERT INTO description (bucket, store, kind, key, value) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (store, kind, key) DO NOTHING`,
		},
	},
	{
		name: "DO UPDATE computes from what it is given",
		why:  "Citus refuses functions there that are not IMMUTABLE: pass times and random numbers as parameters",
		check: func(q sql, tables tableKinds) string {
			_, set, found := strings.Cut(q.plain(), "do update set")
			if !found {
				return ""
			}
			return regexp.MustCompile(`\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|gen_random_uuid|nextval) ?\(|\bcurrent_(time|date|timestamp)\b|\blocaltime`).FindString(set)
		},
		broken: []string{
			`INSERT INTO description (bucket, store, kind, key, value) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (store, kind, key, bucket) DO UPDATE SET value = now()::text`,
			`INSERT INTO description (bucket, store, kind, key, value) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (store, kind, key, bucket) DO UPDATE SET value = CURRENT_TIMESTAMP`,
		},
	},
	{
		name: "a row stays in its bucket",
		why:  "Citus refuses to change the distribution column: insert the row anew and delete the old one",
		check: func(q sql, tables tableKinds) string {
			for _, s := range q.scopes {
				setting := false
				for i, w := range s.words {
					switch w {
					case "set":
						setting = true
					case "where", "from", "returning":
						setting = false
					case "bucket":
						if setting && i+1 < len(s.words) && s.words[i+1] == "=" && (s.words[i-1] == "set" || s.words[i-1] == ",") {
							return "SET bucket"
						}
					}
				}
			}
			return ""
		},
		broken: []string{
			`UPDATE statement SET bucket = $1 WHERE bucket = $2 AND id = $3`,
			`UPDATE statement SET voided = TRUE, bucket = $1 WHERE bucket = $2 AND id = $3`,
		},
	},
	{
		name: "tables with and without a bucket do not meet in one query",
		why:  "the others live on the coordinator only: such a join goes through it",
		check: func(q sql, tables tableKinds) string {
			for _, t := range q.tables() {
				if tables.local[t.name] {
					return t.name + " has no bucket"
				}
			}
			return ""
		},
		broken: []string{
			`SELECT s.id FROM statement s JOIN spread p ON p.store = s.store WHERE s.bucket = $1`,
			`DELETE FROM statement WHERE bucket = $1 AND store NOT IN (SELECT id FROM store)`,
		},
	},
	{
		name:    "one statement at a time",
		why:     "Citus refuses several commands in one text",
		general: true,
		check: func(q sql, tables tableKinds) string {
			if q.statements > 1 {
				return fmt.Sprintf("%d statements", q.statements)
			}
			return ""
		},
		broken: []string{`DELETE FROM spread; SELECT 1`},
	},
	{
		name:    "transactions are READ COMMITTED",
		why:     "higher levels count per shard only: what relies on them is wrong on a cluster",
		general: true,
		check: func(q sql, tables tableKinds) string {
			return regexp.MustCompile(`isolation level (serializable|repeatable read)|\bserializable\b`).FindString(q.plain())
		},
		broken: []string{
			`BEGIN ISOLATION LEVEL SERIALIZABLE`,
			`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`,
		},
	},
}

// kept are queries as they should be: no rule may mind them.
var kept = []string{
	`SELECT payload FROM statement WHERE bucket = ANY($1) AND store = $2 AND id = ANY($3)`,
	`SELECT s.id FROM statement s JOIN statement_key AS k ON k.bucket = s.bucket AND k.store = s.store WHERE s.bucket = ANY($1) AND (k.key = $2 OR k.key = $3)`,
	`SELECT id FROM statement s WHERE s.bucket = $1 AND EXISTS (SELECT FROM statement_key k WHERE k.bucket = s.bucket AND k.stored = s.stored)`,
	`SELECT value FROM description WHERE bucket = $1 AND key = $2 FOR UPDATE`,
	`INSERT INTO description (bucket, store, kind, key, value) VALUES ($1, $2, $3, 'SELECT; a', $5) ON CONFLICT (store, kind, key, bucket) DO UPDATE SET value = excluded.value -- now()`,
	`UPDATE statement SET voided = TRUE WHERE bucket = ANY($1) AND id = $3`,
	`DELETE FROM statement_key WHERE bucket = 5 AND stored < $2;`,
	`COPY statement_key (bucket, store, key, stored) FROM STDIN BINARY`,
	`SELECT buckets, next FROM spread WHERE store = $1 FOR UPDATE`,
	`BEGIN`,
}

// onEveryShard are queries that ask all shards on purpose, by what their text
// begins with. What reads everything there is has no bucket to name.
var onEveryShard = map[string]string{
	"select store, resource, activity, agent, registration, id, content_type, content, updated from document where (store,": "reads all documents, to copy them to another place",
	"select sha2 from attachment where store = $1 and sha2 > $2":                                                            "lists all attachments of a store, to copy them to another place",
}

// meant reports whether a query asks all shards on purpose.
func (q sql) meant() bool {
	for beginning := range onEveryShard {
		if strings.HasPrefix(q.plain(), beginning) {
			return true
		}
	}
	return false
}

// tableKinds says which tables have a bucket and which have none.
type tableKinds struct{ buckets, local map[string]bool }

// violations returns what the rules mind about a query.
func violations(text string, tables tableKinds) (list []string) {
	q := parseSQL(text)
	touches := slices.ContainsFunc(q.tables(), func(t table) bool { return tables.buckets[t.name] })
	for _, rule := range queryRules {
		if !touches && !rule.general {
			continue
		}
		if minded := rule.check(q, tables); minded != "" {
			list = append(list, fmt.Sprintf("%s: %s (%s)", rule.name, minded, rule.why))
		}
	}
	return list
}

// reads returns the tables with a bucket that the query finds rows in.
func (q sql) reads(tables tableKinds) (list []table) {
	for _, s := range q.scopes {
		if s.has("insert", "into") || len(s.words) > 0 && s.words[0] == "copy" {
			continue
		}
		for _, t := range s.tables() {
			if tables.buckets[t.name] {
				list = append(list, t)
			}
		}
	}
	return list
}

var space = regexp.MustCompile(`\s+`)

// plain returns the text in lower case, without comments and strings.
func (q sql) plain() string {
	text := regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'`).ReplaceAllString(q.text, "")
	return strings.ToLower(strings.TrimSpace(space.ReplaceAllString(text, " ")))
}

// names reports whether a list in parentheses has the column.
func names(list, column string) bool {
	return slices.ContainsFunc(strings.Split(strings.Trim(list, "()"), ","), func(s string) bool { return strings.TrimSpace(s) == column })
}
