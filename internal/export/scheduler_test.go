package export_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
)

// school is the store of every test; day0 the day 2026-01-01.
const (
	school = 1
	day0   = 20_454 * day
)

// desk is a scheduler on facts that a test changes.
type desk struct {
	*export.Scheduler
	database *db.DB
	now      time.Time

	mu      sync.Mutex
	rows    []fact.Row
	voids   []column.Void
	meaning *meaning.Meaning
	failing error
}

func newDesk(t *testing.T, database *db.DB, l *log) *desk {
	t.Helper()
	err := database.Write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO store (id, name, created) VALUES (1, 'school', 0), (2, 'academy', 0)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{database: database, meaning: &meaning.Meaning{}, now: time.UnixMicro(day0 + 10*day).UTC()}
	config := export.SchedulerConfig{
		Database: database, Node: "here", S3AccessKey: "key", S3SecretKey: "secret", Scratch: t.TempDir(), Every: time.Millisecond,
		Now: func() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.now },
		Source: export.Source{
			Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, error) {
				d.mu.Lock()
				defer d.mu.Unlock()
				return column.MemoryParts(2, d.rows, d.voids, nil), d.failing
			},
			Meaning: func(context.Context, int64) (*meaning.Meaning, error) {
				d.mu.Lock()
				defer d.mu.Unlock()
				return d.meaning, nil
			},
		},
	}
	if l != nil {
		config.Source.Statements, config.Statements = l.engine, promising{l.engine, d}
	}
	d.Scheduler = export.NewScheduler(config)
	return d
}

// promising is a log that promises nothing beyond the desk's clock.
type promising struct {
	*embedded.Store
	desk *desk
}

// SafeTime returns the time of the desk.
func (p promising) SafeTime(context.Context) (int64, error) { return p.desk.now.UnixMicro(), nil }

// at is a fact of one of the first days.
func at(days, seconds int64, activity string) fact.Row {
	return event(day0+days*day+seconds*second, "mailto:a@example.org", "https://v", activity)
}

// write writes what is due and returns how many files that were.
func (d *desk) write(t *testing.T, relation export.Relation, everything bool) int {
	t.Helper()
	done, err := d.Now(t.Context(), school, relation, everything)
	if err != nil {
		t.Fatal(err)
	}
	return done.Files
}

// tree returns the files below a directory, by name.
func tree(t *testing.T, dir string) map[string]sheet {
	t.Helper()
	files := map[string]sheet{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = readSheet(t, export.Parquet, content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestClosedDaysAreWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d, dir := newDesk(t, open(), nil), t.TempDir()
		if err := d.Set(t.Context(), school, export.Facts, dir); err != nil {
			t.Fatal(err)
		}
		late := at(2, 0, "https://a/late")
		d.rows = []fact.Row{at(0, 1, "https://a"), at(0, 86_399, "https://a/late"), at(1, 0, "https://a"), late}
		if n := d.write(t, export.Facts, false); n != 2 {
			t.Errorf("%d files were written, want those of the 2 closed days", n)
		}
		files := tree(t, dir)
		names := slices.Sorted(maps.Keys(files))
		if want := []string{"facts/date=2026-01-01/part-0.parquet", "facts/date=2026-01-02/part-0.parquet"}; !slices.Equal(names, want) {
			t.Fatalf("the files are %v, want %v", names, want)
		}
		if a, b := len(files[names[0]].rows), len(files[names[1]].rows); a != 2 || b != 1 {
			t.Errorf("the files have %d and %d rows, want 2 and 1", a, b)
		}
		for _, step := range []struct {
			what       string
			everything bool
			change     func()
			files      int
		}{
			{"nothing happened", false, func() {}, 0},
			{"everything is asked for", true, func() {}, 2},
			{"a fact of the second day was voided", false, func() {
				d.voids = append(d.voids, column.Void{Target: d.rows[2].ID, Stored: d.rows[2].Stored, At: day0 + 2*day + 5*second})
			}, 1},
			{"nothing happened since", false, func() {}, 0},
			{"a type became known", false, func() {
				typed := at(2, 9, "https://a/late")
				typed.Object.Type = "https://type"
				d.rows = append(d.rows, typed)
			}, 1},
			{"a verb got a class that all days have", false, func() {
				d.meaning = &meaning.Meaning{Version: 1, Verbs: map[string]meaning.Class{"https://v": meaning.View}}
			}, 1}, // the second day is empty by now
			{"something was decided that no day has", false, func() {
				d.meaning = &meaning.Meaning{Version: 2, Verbs: d.meaning.Verbs, Courses: map[string]string{"https://other": "https://course"}}
			}, 0},
			{"the third day closed", false, func() { d.rows = append(d.rows, at(3, 0, "https://a")) }, 1},
		} {
			step.change()
			if n := d.write(t, export.Facts, step.everything); n != step.files {
				t.Errorf("%s: %d files were written, want %d", step.what, n, step.files)
			}
		}
		files = tree(t, dir)
		if n := len(files[names[1]].rows); n != 0 {
			t.Errorf("the voided fact is still there: %d rows", n)
		}
		if got := files[names[0]].value(t, 0, "verb_class"); got != "view" {
			t.Errorf("the class is %s, want view", got)
		}
		list, err := d.List(t.Context())
		if err != nil || len(list) != 1 || list[0].Store != "school" || list[0].Days != 3 || list[0].Rows != 4 || list[0].Last != "2026-01-03" || list[0].Failure != "" {
			t.Errorf("the schedules are %+v, %v", list, err)
		}
		// The log goes on; another target begins anew.
		other := t.TempDir()
		if err := d.Set(t.Context(), school, export.Facts, other); err != nil {
			t.Fatal(err)
		}
		if n := d.write(t, export.Facts, false); n != 3 {
			t.Errorf("%d files were written into the new place, want 3", n)
		}
	})
}

func TestVoidedStatementsAreWrittenAgain(t *testing.T) {
	l := newLog(t)
	l.caller.Trusted = true
	l.store(withStored(first, "2026-01-01T10:00:00Z"))
	l.store(withStored(second1, "2026-01-03T10:00:00Z"))
	d, dir := newDesk(t, dbtest.SQLite(t)(), l), t.TempDir()
	d.now = time.UnixMicro(day0 + 4*day)
	if err := d.Set(t.Context(), school, export.Statements, dir); err != nil {
		t.Fatal(err)
	}
	const firstDay = "statements/date=2026-01-01/part-0.parquet"
	if n := d.write(t, export.Statements, false); n != 2 {
		t.Fatalf("%d files were written, want 2", n)
	}
	files := tree(t, dir)
	if got := files[firstDay].value(t, 0, "voided"); got != "false" || len(files[firstDay].rows) != 1 {
		t.Errorf("voided is %s, want false", got)
	}
	l.store(withStored(voidsFirst, "2026-01-05T10:00:00Z"))
	d.now = time.UnixMicro(day0 + 10*day)
	for i, want := range []int{2, 0} {
		if n := d.write(t, export.Statements, false); n != want {
			t.Errorf("round %d: %d files were written, want %d", i, n, want)
		}
	}
	if got := tree(t, dir)[firstDay].value(t, 0, "voided"); got != "true" {
		t.Errorf("voided is %s, want true", got)
	}
	if n := d.write(t, export.Statements, true); n != 3 {
		t.Errorf("%d files were written, want all 3", n)
	}
}

func withStored(statement, stored string) string {
	return `{"stored":"` + stored + `",` + statement[1:]
}

func TestSchedulesAreKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := newDesk(t, open(), nil)
		dir := t.TempDir()
		for name, c := range map[string]struct {
			store    int64
			relation export.Relation
			target   string
			want     problem.Kind
		}{
			"a relative directory": {1, export.Facts, "exports", problem.Invalid},
			"another scheme":       {1, export.Facts, "ftp://host/dir", problem.Invalid},
			"no bucket":            {1, export.Facts, "s3://host", problem.Invalid},
			"secrets in the URL":   {1, export.Facts, "s3://a:b@host/bucket", problem.Invalid},
			"a strange parameter":  {1, export.Facts, "s3://host/bucket?acl=x", problem.Invalid},
			"a strange relation":   {1, "people", dir, problem.Invalid},
			"no such store":        {9, export.Facts, dir, problem.NotFound},
		} {
			if err := d.Set(t.Context(), c.store, c.relation, c.target); !problem.Is(err, c.want) {
				t.Errorf("%s: %v, want kind %v", name, err, c.want)
			}
		}
		if err := d.Set(t.Context(), 1, export.Facts, dir); err != nil {
			t.Fatal(err)
		}
		if err := d.Set(t.Context(), 2, export.Facts, dir); !problem.Is(err, problem.Conflict) {
			t.Errorf("a target that is taken: %v, want Conflict", err)
		}
		if err := d.Set(t.Context(), 2, export.Statements, dir); err != nil {
			t.Errorf("another relation: %v", err)
		}
		if err := d.Remove(t.Context(), 1, export.Facts); err != nil {
			t.Fatal(err)
		}
		if err := d.Remove(t.Context(), 1, export.Facts); !problem.Is(err, problem.NotFound) {
			t.Errorf("a schedule that is gone: %v, want NotFound", err)
		}
		if _, err := d.Now(t.Context(), 1, export.Facts, false); !problem.Is(err, problem.NotFound) {
			t.Errorf("a schedule that is gone: %v, want NotFound", err)
		}
	})
}

func TestAFailureIsKeptAndTriedAgain(t *testing.T) {
	d, dir := newDesk(t, dbtest.SQLite(t)(), nil), t.TempDir()
	d.rows = []fact.Row{at(0, 1, "https://a"), at(1, 1, "https://a")}
	if err := d.Set(t.Context(), school, export.Facts, dir); err != nil {
		t.Fatal(err)
	}
	d.failing = errors.New("the facts are away")
	if _, err := d.Now(t.Context(), school, export.Facts, false); !errors.Is(err, d.failing) {
		t.Fatalf("got %v, want the failure", err)
	}
	list, err := d.List(t.Context())
	if err != nil || list[0].Failure != "the facts are away" || list[0].Tries != 1 || list[0].Retry != d.now.Add(time.Minute).UnixMicro() {
		t.Fatalf("the schedules are %+v, %v", list, err)
	}
	// The runner waits until its time has come.
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() {
		if err := d.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	d.mu.Lock()
	d.failing, d.now = nil, d.now.Add(time.Minute)
	d.mu.Unlock()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		list, err := d.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if list[0].Days == 1 && list[0].Failure == "" && list[0].Tries == 0 {
			break
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("nothing was written: %+v", list)
		}
	}
	stop()
}

func TestFactsThatAreBehindDoNotEmptyTheFiles(t *testing.T) {
	d, dir := newDesk(t, dbtest.SQLite(t)(), nil), t.TempDir()
	d.rows = []fact.Row{at(0, 1, "https://a"), at(1, 1, "https://a")}
	if err := d.Set(t.Context(), school, export.Facts, dir); err != nil {
		t.Fatal(err)
	}
	if n := d.write(t, export.Facts, false); n != 1 {
		t.Fatalf("%d files were written, want 1", n)
	}
	// Another node takes over, which has no facts yet; and something was decided.
	rows := d.rows
	d.rows, d.meaning = nil, &meaning.Meaning{Version: 1}
	if _, err := d.Now(t.Context(), school, export.Facts, true); !problem.Is(err, problem.Unavailable) {
		t.Errorf("facts that are behind: %v, want Unavailable", err)
	}
	if n := len(tree(t, dir)["facts/date=2026-01-01/part-0.parquet"].rows); n != 1 {
		t.Errorf("the file has %d rows, want 1", n)
	}
	d.rows = append(rows, at(2, 1, "https://a"))
	if n := d.write(t, export.Facts, false); n != 1 {
		t.Errorf("%d files were written, want that of the second day", n)
	}
}

// objectStorage takes objects into the bucket «lore» as S3 does.
type objectStorage struct {
	mu      sync.Mutex
	objects map[string][]byte
	refuse  bool
}

func (s *objectStorage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	content, err := payload(r)
	if s.refuse || err != nil || r.Method != http.MethodPut || !strings.Contains(r.Header.Get("Authorization"), "Credential=key/") {
		w.WriteHeader(http.StatusNotImplemented)
		fmt.Fprint(w, "<Error><Code>NotImplemented</Code></Error>")
		return
	}
	s.objects[r.URL.Path] = content
	w.Header().Set("ETag", `"1"`)
}

func TestObjectStorage(t *testing.T) {
	storage := &objectStorage{objects: map[string][]byte{}}
	server := httptest.NewServer(storage)
	t.Cleanup(server.Close)
	d := newDesk(t, dbtest.SQLite(t)(), nil)
	d.rows = []fact.Row{at(0, 1, "https://a"), at(1, 1, "https://a")}
	address := "s3://" + strings.TrimPrefix(server.URL, "http://") + "/lore/some/prefix?tls=false"
	if err := d.Set(t.Context(), school, export.Facts, address); err != nil {
		t.Fatal(err)
	}
	storage.refuse = true
	if _, err := d.Now(t.Context(), school, export.Facts, false); err == nil {
		t.Error("storage that refuses is no failure")
	}
	storage.refuse = false
	if n := d.write(t, export.Facts, false); n != 1 {
		t.Errorf("%d objects were written, want 1", n)
	}
	content := storage.objects["/lore/some/prefix/facts/date=2026-01-01/part-0.parquet"]
	if s := readSheet(t, export.Parquet, content); len(s.rows) != 1 {
		t.Errorf("the object has %d rows, want 1", len(s.rows))
	}
}
