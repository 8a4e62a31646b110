package bi_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/export/bi"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

const (
	school  = 1
	academy = 2
	course  = "http://adlnet.gov/expapi/activities/course"
)

// desk is a database with two stores, and what is in force in both.
type desk struct {
	t        *testing.T
	url      string
	database *db.DB
	keeper   bi.Keeper
	meaning  *meaning.Meaning
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, url: pgtest.Shared(t).Database(t), meaning: &meaning.Meaning{Version: 1}}
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: d.url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pools.Close)
	if d.database, err = db.OpenPostgres(t.Context(), pools); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.database.Close(); err != nil {
			t.Error(err)
		}
	})
	for range 2 { // the second time there is nothing to do
		if err := bi.Prepare(t.Context(), d.database); err != nil {
			t.Fatal(err)
		}
	}
	d.write(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `
			INSERT INTO store (id, name, created) VALUES (1, 'school', 0), (2, 'academy', 0);
			INSERT INTO follower (name, kind, paused, generation, wanted) VALUES ('bi-facts', 'shared', 0, 1, 1)`)
		return err
	})
	d.keeper = bi.Keeper{
		Database: d.database, Logger: slog.New(slog.DiscardHandler),
		Stores: func(context.Context) (map[int64]string, error) {
			return map[int64]string{1: "school", 2: "academy"}, nil
		},
		Meaning: func(context.Context, int64) (*meaning.Meaning, error) { return d.meaning, nil },
	}
	d.sync()
	return d
}

func (d *desk) write(fn func(tx *sql.Tx) error) {
	d.t.Helper()
	if err := d.database.Write(d.t.Context(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) sync() {
	d.t.Helper()
	if err := d.keeper.Sync(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) follow(store lrs.StoreID, batch ...lrs.Stored) {
	d.t.Helper()
	d.write(func(tx *sql.Tx) error { return bi.Follower{}.Follow(d.t.Context(), tx, 1, store, batch) })
}

// statement is a stored statement; the rest is JSON members after the object.
func statement(stored int64, actor, verb, object, rest string) lrs.Stored {
	var s lrs.Stored
	s.Stored = stored
	s.ID[0], s.ID[15] = byte(stored), 1
	s.JSON = fmt.Appendf(nil, `{"id":%q,"actor":{"mbox":%q},"verb":{"id":%q},"object":%s%s,
		"authority":{"mbox":"mailto:lms@example.org"}}`, s.ID, actor, verb, object, rest)
	return s
}

func activity(id, kind string) string {
	if kind == "" {
		return fmt.Sprintf(`{"id":%q}`, id)
	}
	return fmt.Sprintf(`{"id":%q,"definition":{"type":%q}}`, id, kind)
}

func voiding(stored int64, target xapi.UUID) lrs.Stored {
	return statement(stored, "mailto:admin@example.org", "http://adlnet.gov/expapi/verbs/voided",
		fmt.Sprintf(`{"objectType":"StatementRef","id":%q}`, target), "")
}

// someStatements have every rule for courses, groups, scores and clocks.
func someStatements() []lrs.Stored {
	context := func(kind, id, ofType string) string {
		return fmt.Sprintf(`,"context":{"contextActivities":{%q:[{"id":"https://x/first"},%s]}}`, kind, activity(id, ofType))
	}
	const pass, view = "http://adlnet.gov/expapi/verbs/passed", "https://v/view"
	list := []lrs.Stored{
		statement(1, "mailto:a@example.org", pass, activity("https://x/1", ""), `,"result":{"score":{"scaled":0.5,"raw":5,"min":0,"max":10},"success":true,"duration":"PT90S","response":"a\u0000b"}`),
		statement(2, "mailto:b@example.org", view, activity("https://x/2", ""), context("grouping", "https://x/course", "")),
		statement(3, "mailto:c@example.org", view, activity("https://x/3", ""), context("parent", "https://x/course", course)),
		statement(4, "mailto:a@example.org", pass, activity("https://x/course", ""), `,"timestamp":"2026-01-01T00:00:00Z"`),
		statement(5, "mailto:a@example.org", pass, activity("https://x/mapped", "https://t"), context("grouping", "https://x/course", "")),
		statement(6, "mailto:d@example.org", view, `{"objectType":"Agent","mbox":"mailto:x@example.org"}`, `,"context":{"registration":"ec531277-b57b-4c15-8d91-d292c5b2b8f7"}`),
		statement(7, "mailto:d@example.org", view, activity("https://x/7", ""), ""),
		statement(9, "mailto:e@example.org", view, activity("https://x/9", ""), ""),
	}
	list = append(list, voiding(10, list[6].ID))
	return list
}

// facts returns the same through the columns, as internal/export writes it.
func (d *desk) facts(statements []lrs.Stored) []string {
	d.t.Helper()
	var rows []fact.Row
	var voids []column.Void
	for _, s := range statements {
		found, err := fact.From(s.Stored, s.ID, s.JSON, nil)
		if err != nil {
			d.t.Fatal(err)
		}
		rows = append(rows, found.Rows...)
		if found.Voids {
			voids = append(voids, column.Void{Target: found.Target, At: s.Stored})
		}
	}
	source := export.Source{
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, error) {
			return column.Memory(rows, voids, nil), nil
		},
		Meaning: d.keeper.Meaning,
	}
	var out bytes.Buffer
	request := export.Request{Relation: export.Facts, Format: export.NDJSON, Store: school, StoreName: "school"}
	if _, err := source.Write(d.t.Context(), &out, request); err != nil {
		d.t.Fatal(err)
	}
	return canonical(d.t, strings.Split(strings.TrimSpace(out.String()), "\n"))
}

// canonical makes equal rows equal texts: sorted members, times as PostgreSQL
// writes them in JSON, no U+0000.
func canonical(t *testing.T, lines []string) []string {
	t.Helper()
	var rows []string
	for _, line := range lines {
		var row map[string]any
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"ts", "stored"} {
			at, ok := xapi.ParseTimestamp(row[name].(string))
			if !ok {
				t.Fatalf("the time %v cannot be read", row[name])
			}
			row[name] = at
		}
		if text, ok := row["response"].(string); ok {
			row["response"] = strings.ReplaceAll(text, "\x00", "")
		}
		text, err := json.Marshal(row, json.Deterministic(true))
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, string(text))
	}
	slices.Sort(rows)
	return rows
}

// login returns a connection of a role.
func (d *desk) login(role string) *pgx.Conn {
	d.t.Helper()
	config, err := pgx.ParseConfig(d.url)
	if err != nil {
		d.t.Fatal(err)
	}
	config.User = role
	connection, err := pgx.ConnectConfig(d.t.Context(), config)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		if err := connection.Close(context.Background()); err != nil {
			d.t.Error(err)
		}
	})
	return connection
}

// role makes a role that is gone when the test ends.
func (d *desk) role(name, options string) {
	d.t.Helper()
	if _, err := d.database.Read().ExecContext(d.t.Context(), "CREATE ROLE "+name+" LOGIN "+options); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		if _, err := d.database.Read().ExecContext(context.Background(), "DROP OWNED BY "+name+"; DROP ROLE "+name); err != nil {
			d.t.Error(err)
		}
	})
}

// seen returns what a connection sees of the facts.
func seen(t *testing.T, connection *pgx.Conn) []string {
	t.Helper()
	rows, err := connection.Query(t.Context(), `SELECT to_jsonb(facts)::TEXT FROM bi.facts`)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return canonical(t, lines)
}

func TestARoleSeesTheFactsOfItsStoreOnly(t *testing.T) {
	d := newDesk(t)
	statements := someStatements()
	d.follow(school, statements[:4]...)
	d.follow(school, statements[4:]...)
	d.follow(school, statements...) // again: nothing is doubled
	d.follow(academy, statement(3, "mailto:secret@example.org", "https://v", activity("https://x/1", ""), ""))
	d.role("bi_reader", "")
	if err := bi.Grant(t.Context(), d.database, school, "bi_reader"); err != nil {
		t.Fatal(err)
	}
	reader := d.login("bi_reader")
	if diff := cmp.Diff(d.facts(statements), seen(t, reader)); diff != "" {
		t.Errorf("the view and the facts differ (-facts +view):\n%s", diff)
	}
	d.meaning = &meaning.Meaning{
		Version: 2, Verbs: map[string]meaning.Class{"https://v/view": meaning.View},
		Courses:       map[string]string{"https://x/mapped": "https://x/elsewhere"},
		Persons:       map[string]string{"mailto:b@example.org": "mailto:a@example.org"},
		TrustedClocks: map[string]bool{"mailto:lms@example.org": true}, FormalSources: map[string]bool{},
	}
	d.sync()
	if diff := cmp.Diff(d.facts(statements), seen(t, reader)); diff != "" {
		t.Errorf("after decisions the view and the facts differ (-facts +view):\n%s", diff)
	}
	for _, table := range []string{"fact", "activity", "meaning", "store", "reader"} {
		var others int
		if err := reader.QueryRow(t.Context(), "SELECT COUNT(*) FROM bi."+table+" WHERE store <> 1").Scan(&others); err != nil || others != 0 {
			t.Errorf("%d rows of another store are seen in bi.%s, %v", others, table, err)
		}
	}
	for _, forbidden := range []string{
		"DELETE FROM bi.fact", "UPDATE bi.meaning SET value = 'x'", "INSERT INTO bi.reader VALUES ('bi_reader', 2)", "DELETE FROM bi.facts",
		"SELECT * FROM access_key", "SELECT * FROM bi.void", "CREATE TABLE bi.mine (x INT)", "ALTER TABLE bi.fact DISABLE ROW LEVEL SECURITY",
		"SET ROLE postgres",
	} {
		if _, err := reader.Exec(t.Context(), forbidden); err == nil {
			t.Errorf("the role may: %s", forbidden)
		}
	}
	if err := bi.Revoke(t.Context(), d.database, school, "bi_reader"); err != nil {
		t.Fatal(err)
	}
	if rows := seen(t, reader); len(rows) != 0 {
		t.Errorf("after it was revoked the role sees %d rows", len(rows))
	}
	if err := bi.Revoke(t.Context(), d.database, school, "bi_reader"); !problem.Is(err, problem.NotFound) {
		t.Errorf("once more: %v, want NotFound", err)
	}
}

func TestRolesThatSeeEverythingAreRefused(t *testing.T) {
	d := newDesk(t)
	d.role("bi_bypasses", "BYPASSRLS")
	d.role("bi_plain", "")
	for name, c := range map[string]struct {
		role  string
		store int64
		want  problem.Kind
	}{
		"superuser": {"postgres", school, problem.Invalid}, "bypasses": {"bi_bypasses", school, problem.Invalid},
		"nobody": {"bi_nobody", school, problem.NotFound}, "no store": {"bi_plain", 9, problem.NotFound},
	} {
		if err := bi.Grant(t.Context(), d.database, c.store, c.role); !problem.Is(err, c.want) {
			t.Errorf("%s: %v, want kind %v", name, err, c.want)
		}
	}
	if err := bi.Prepare(t.Context(), dbtest.SQLite(t)()); !problem.Is(err, problem.Invalid) {
		t.Errorf("SQLite: %v, want Invalid", err)
	}
}

func TestAVoidMayComeBeforeItsTarget(t *testing.T) {
	d := newDesk(t)
	target := statement(5, "mailto:a@example.org", "https://v", activity("https://x/1", ""), "")
	d.follow(school, voiding(4, target.ID))
	d.follow(school, target)
	if rows := seen(t, d.login("postgres")); len(rows) != 0 {
		t.Errorf("the voided statement is there: %v", rows)
	}
}

func TestAGenerationIsSeenWhenItIsInForce(t *testing.T) {
	d := newDesk(t)
	one := statement(5, "mailto:a@example.org", "https://v", activity("https://x/1", ""), "")
	d.follow(school, one)
	d.write(func(tx *sql.Tx) error { return bi.Follower{}.Follow(t.Context(), tx, 2, school, []lrs.Stored{one}) })
	connection := d.login("postgres")
	if rows := seen(t, connection); len(rows) != 1 {
		t.Errorf("%d rows are seen, want that of the generation in force", len(rows))
	}
	d.write(func(tx *sql.Tx) error { return bi.Follower{}.Drop(t.Context(), tx, 1) })
	if rows := seen(t, connection); len(rows) != 0 {
		t.Errorf("%d rows are seen, want none", len(rows))
	}
	d.write(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `UPDATE follower SET generation = 2 WHERE name = 'bi-facts'`)
		return err
	})
	if rows := seen(t, connection); len(rows) != 1 {
		t.Errorf("%d rows are seen, want that of the new generation", len(rows))
	}
}
