package postgres_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/pgtest"
)

// schemaRules is what no migration may leave behind, so that Citus can
// distribute the tables that have a bucket. look lists what breaks the rule;
// broken are commands that break it.
var schemaRules = []struct {
	name, why, look string
	broken          [][]string
}{
	{
		name: "unique keys contain the bucket",
		why:  "each shard can only see to what lies in it",
		look: `
			SELECT i.indexrelid::regclass::text
			FROM pg_index i
			JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'bucket'
			WHERE (i.indisunique OR i.indisexclusion) AND NOT a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])`,
		broken: [][]string{
			{`CREATE UNIQUE INDEX broken ON statement (store, stored)`},
			{`CREATE UNIQUE INDEX broken ON statement (store, stored) INCLUDE (bucket)`},
			{`ALTER TABLE description ADD UNIQUE (store, kind, key)`},
			{`ALTER TABLE description ADD EXCLUDE (key WITH =)`},
		},
	},
	{
		name: "bucket is an INTEGER that every row must say",
		why:  "tables lie beside each other only when the column has one type, and a default would put all rows into one shard",
		look: `
			SELECT attrelid::regclass::text
			FROM pg_attribute
			JOIN pg_class ON pg_class.oid = attrelid
			WHERE attname = 'bucket' AND relkind = 'r' AND NOT (attnotnull AND atttypid = 'int4'::regtype AND NOT atthasdef)`,
		broken: [][]string{
			{`CREATE TABLE broken (bucket INTEGER, id INTEGER PRIMARY KEY)`},
			{`CREATE TABLE broken (bucket BIGINT PRIMARY KEY)`},
			{`ALTER TABLE description ALTER bucket SET DEFAULT 0`},
		},
	},
	{
		name: "tables with a bucket have a primary key",
		why:  "without one, Citus cannot move a shard while it is written to",
		look: `
			SELECT attrelid::regclass::text
			FROM pg_attribute
			JOIN pg_class ON pg_class.oid = attrelid
			WHERE attname = 'bucket' AND relkind = 'r'
				AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = attrelid AND contype = 'p')`,
		broken: [][]string{{`CREATE TABLE broken (bucket INTEGER NOT NULL)`}},
	},
	{
		name: "no foreign key touches a table with a bucket",
		why:  "it would reach from the workers to the coordinator, or from bucket to bucket",
		look: `
			SELECT c.conrelid::regclass || ' → ' || c.confrelid::regclass
			FROM pg_constraint c
			WHERE contype = 'f' AND EXISTS (SELECT FROM pg_attribute WHERE attname = 'bucket' AND attrelid IN (c.conrelid, c.confrelid))`,
		broken: [][]string{
			{`ALTER TABLE document ADD FOREIGN KEY (store) REFERENCES store (id)`},
			{`CREATE TABLE broken (bucket INTEGER, store INTEGER, stored BIGINT, FOREIGN KEY (store, stored, bucket) REFERENCES statement (store, stored, bucket))`},
		},
	},
	{
		name: "no table with a bucket has a trigger or a rule",
		why:  "Citus refuses triggers on distributed tables",
		look: `
			SELECT tgrelid::regclass::text
			FROM pg_trigger
			WHERE NOT tgisinternal AND EXISTS (SELECT FROM pg_attribute WHERE attname = 'bucket' AND attrelid = tgrelid)
			UNION ALL
			SELECT ev_class::regclass::text
			FROM pg_rewrite
			WHERE EXISTS (SELECT FROM pg_attribute WHERE attname = 'bucket' AND attrelid = ev_class)`,
		broken: [][]string{
			{
				`CREATE FUNCTION broken() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN RETURN new; END'`,
				`CREATE TRIGGER broken BEFORE INSERT ON statement FOR EACH ROW EXECUTE FUNCTION broken()`,
			},
			{`CREATE RULE broken AS ON DELETE TO description DO INSTEAD NOTHING`},
		},
	},
	{
		name: "no column beside a bucket counts up by itself",
		why:  "each machine has its own sequences: numbers would not be in the order of time",
		look: `
			SELECT a.attrelid::regclass || '.' || a.attname
			FROM pg_attribute a
			LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
			WHERE (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval%')
				AND EXISTS (SELECT FROM pg_attribute b WHERE b.attname = 'bucket' AND b.attrelid = a.attrelid)`,
		broken: [][]string{
			{`ALTER TABLE description ADD broken SERIAL`},
			{`ALTER TABLE description ADD broken BIGINT GENERATED ALWAYS AS IDENTITY`},
			{`ALTER TABLE description ADD broken BIGINT DEFAULT nextval('lrs_clock')`},
		},
	},
}

func TestTheSchemaObeysTheRules(t *testing.T) {
	n := openNode(t, pgtest.Shared(t).Database(t))
	defer n.close(t)
	for _, rule := range schemaRules {
		if broken := strings.Join(collect(t, n, rule.look), ", "); broken != "" {
			t.Errorf("%s (%s): not so for %s", rule.name, rule.why, broken)
		}
	}
}

func TestSchemasThatBreakARuleAreCaught(t *testing.T) {
	n := openNode(t, pgtest.Shared(t).Database(t))
	defer n.close(t)
	for _, rule := range schemaRules {
		for _, commands := range rule.broken {
			tx, err := n.pools.Small.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, command := range commands {
				if _, err := tx.Exec(t.Context(), command); err != nil {
					t.Fatalf("%s: %v", command, err)
				}
			}
			rows, err := tx.Query(t.Context(), rule.look)
			if err != nil {
				t.Fatal(err)
			}
			found, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil || len(found) == 0 {
				t.Errorf("«%s» did not catch %v (%v)", rule.name, commands, err)
			}
			if err := tx.Rollback(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// collect returns the texts that a query lists.
func collect(t testing.TB, n *node, query string, arguments ...any) []string {
	t.Helper()
	rows, err := n.pools.Small.Query(t.Context(), query, arguments...)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// tableKinds looks which tables have a bucket and which have none.
func (n *node) tableKinds(t testing.TB) tableKinds {
	t.Helper()
	kinds := tableKinds{map[string]bool{}, map[string]bool{}}
	const look = `
		SELECT relname::text
		FROM pg_class
		WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
			AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'bucket') = $1`
	for _, name := range collect(t, n, look, true) {
		kinds.buckets[name] = true
	}
	for _, name := range collect(t, n, look, false) {
		kinds.local[name] = true
	}
	return kinds
}

// Citus takes one command at a time. goose sends what ends with a semicolon at
// the end of a line, or stands between StatementBegin and StatementEnd.
func TestMigrationsSendOneCommandAtATime(t *testing.T) {
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	others, err := filepath.Glob("../../db/migrations/*.sql")
	if err != nil || len(files) == 0 || len(others) == 0 {
		t.Fatalf("found %d and %d migrations, %v", len(files), len(others), err)
	}
	for _, file := range slices.Concat(files, others) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, sent := range sentByGoose(string(text)) {
			if count := parseSQL(sent).statements; count != 1 {
				t.Errorf("%s sends %d commands at once:\n%s", file, count, sent)
			}
		}
	}
}

func TestSeveralCommandsAtATimeAreCaught(t *testing.T) {
	for text, want := range map[string][]int{
		"-- +goose Up\nCREATE TABLE a (\n  n INT\n);\n\n-- ; \nCREATE TABLE b (n INT);\n":                {1, 1},
		"-- +goose Up\nCREATE TABLE a (n INT); CREATE TABLE b (n INT);\n":                                {2},
		"-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\nSELECT 2;\n-- +goose StatementEnd\n":         {2},
		"-- +goose Up\n-- +goose StatementBegin\nDO $$\nBEGIN;\nEND;\n$$;\n-- +goose StatementEnd\nDROP": {1, 1},
	} {
		var counts []int
		for _, sent := range sentByGoose(text) {
			counts = append(counts, parseSQL(sent).statements)
		}
		if !slices.Equal(counts, want) {
			t.Errorf("%q sends %v commands at once, want %v", text, fmt.Sprint(counts), want)
		}
	}
}

// sentByGoose returns the texts that goose sends of a migration.
func sentByGoose(migration string) (sent []string) {
	var text strings.Builder
	whole := false
	end := func() {
		if parseSQL(text.String()).statements > 0 {
			sent = append(sent, text.String())
		}
		text.Reset()
	}
	for line := range strings.Lines(migration) {
		trimmed := strings.TrimSpace(line)
		if command, ok := strings.CutPrefix(trimmed, "-- +goose "); ok {
			whole = command == "StatementBegin"
			end()
			continue
		}
		text.WriteString(line)
		if !whole && strings.HasSuffix(trimmed, ";") && !strings.HasPrefix(trimmed, "--") {
			end()
		}
	}
	end()
	return sent
}
