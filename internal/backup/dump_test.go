package backup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

// execute runs statements on a database.
func execute(t *testing.T, url string, statements ...string) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context())
	for _, statement := range statements {
		if _, err := connection.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// value asks a database for one text.
func value(t *testing.T, url, query string) (text string) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context())
	if err := connection.QueryRow(t.Context(), query).Scan(&text); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return text
}

func TestDumpMakesAnEqualDatabase(t *testing.T) {
	cluster := pgtest.Shared(t)
	source, target := cluster.Database(t), cluster.Database(t)
	execute(t, source,
		`CREATE TABLE statement (stored BIGINT PRIMARY KEY)`,
		`CREATE SEQUENCE lrs_clock`,
		`INSERT INTO statement SELECT nextval('lrs_clock') FROM generate_series(1, 1000)`,
	)
	path := filepath.Join(t.TempDir(), "saved.dump")
	size, err := backup.Dump(t.Context(), source+"&pool_max_conns=2&work_mem=5MB", path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() != size || info.Mode().Perm() != 0o600 {
		t.Errorf("%d bytes were reported; the file has %+v, %v", size, info, err)
	}
	if _, err := backup.Dump(t.Context(), source, path); !problem.Is(err, problem.Conflict) {
		t.Errorf("over an older backup: %v, want Conflict", err)
	}
	if err := backup.RestoreDump(t.Context(), path, source); !problem.Is(err, problem.Conflict) {
		t.Errorf("over the source: %v, want Conflict", err)
	}
	if err := backup.RestoreDump(t.Context(), path, target); err != nil {
		t.Fatal(err)
	}
	const both = `SELECT count(*) || ' ' || max(stored) || ' ' || (SELECT last_value FROM lrs_clock) FROM statement`
	if got := value(t, target, both); got != "1000 1000 1000" {
		t.Errorf("restored: %s, want 1000 1000 1000", got)
	}
}

func TestFailedDumpLeavesNothing(t *testing.T) {
	cluster := pgtest.Shared(t)
	dir := t.TempDir()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, dump := range map[string]func(path string) error{
		"nobody answers": func(path string) error {
			_, err := backup.Dump(t.Context(), "postgres://nobody:hunter2@127.0.0.1:1/none", path)
			return err
		},
		"no database of Lore": func(path string) error {
			_, err := backup.Dump(t.Context(), cluster.Database(t), path)
			return err
		},
		"called off": func(path string) error {
			_, err := backup.Dump(cancelled, cluster.Database(t), path)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v, want that it was called off", err)
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := dump(filepath.Join(dir, "saved.dump"))
			if err == nil || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error %v, want one without the password", err)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("%v is left, %v", left, err)
			}
		})
	}
}

func TestDamagedDumpRestoresNothing(t *testing.T) {
	cluster := pgtest.Shared(t)
	source, target := cluster.Database(t), cluster.Database(t)
	execute(t, source, `CREATE TABLE statement AS SELECT repeat(md5(n::text), 10) FROM generate_series(1, 5000) AS n`)
	path := filepath.Join(t.TempDir(), "saved.dump")
	size, err := backup.Dump(t.Context(), source, path)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"cut off":  whole[:size/2],
		"changed":  append(append([]byte{}, whole[:size/2]...), append([]byte("changed"), whole[size/2+7:]...)...),
		"no dump":  []byte("{}"),
		"no bytes": nil,
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := backup.RestoreDump(t.Context(), path, target); !problem.Is(err, problem.Invalid) {
				t.Errorf("error %v, want Invalid", err)
			}
			if tables := value(t, target, `SELECT count(*)::text FROM pg_stat_user_tables`); tables != "0" {
				t.Errorf("%s tables were restored", tables)
			}
		})
	}
}
