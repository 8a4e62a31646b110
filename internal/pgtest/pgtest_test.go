package pgtest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(Main(m)) }

func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close(context.Background()) })
	return connection
}

func run(t testing.TB, url, statement string) {
	t.Helper()
	if _, err := connect(t, url).Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func ask[T any](t testing.TB, url, query string) (answer T) {
	t.Helper()
	if err := connect(t, url).QueryRow(t.Context(), query).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

func TestDatabasesAreFreshAndGoAway(t *testing.T) {
	var first string
	t.Run("used", func(t *testing.T) {
		first = Shared(t).Database(t)
		run(t, first, "CREATE TABLE kept (n INT)")
		second := Shared(t).Database(t)
		if count := ask[int](t, second, "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'kept'"); count != 0 {
			t.Error("a new database has a table of another one")
		}
		if encoding := ask[string](t, second, "SHOW server_encoding"); encoding != "UTF8" {
			t.Errorf("the encoding is %s, want UTF8", encoding)
		}
	})
	_, err := pgx.Connect(t.Context(), first)
	const unknown = "3D000"
	if refusal := new(pgconn.PgError); !errors.As(err, &refusal) || refusal.Code != unknown {
		t.Errorf("connecting to the database of a test that ended returned %v, want that it does not exist", err)
	}
}

func TestManyTestsShareOneServer(t *testing.T) {
	clusters := make([]*Cluster, 8)
	var wg sync.WaitGroup
	for i := range clusters {
		wg.Go(func() { clusters[i] = Shared(t) })
	}
	wg.Wait()
	for _, cluster := range clusters {
		if cluster != clusters[0] {
			t.Fatal("two servers were started")
		}
	}
}

func TestCommitsSurviveACrash(t *testing.T) {
	cluster := Start(t, Options{Durable: true})
	url := cluster.Database(t)
	run(t, url, "CREATE TABLE kept (n INT)")
	for _, crash := range []func(){cluster.Kill, func() { cluster.Stop("immediate") }, func() { cluster.Stop("fast") }} {
		run(t, url, "INSERT INTO kept VALUES (1)")
		before := ask[int](t, url, "SELECT COUNT(*) FROM kept")
		crash()
		if _, err := pgx.Connect(t.Context(), url); err == nil {
			t.Fatal("a stopped server takes connections")
		}
		cluster.Start()
		if after := ask[int](t, url, "SELECT COUNT(*) FROM kept"); after != before {
			t.Errorf("%d rows after the crash, want %d", after, before)
		}
	}
}

func TestSettingsChange(t *testing.T) {
	cluster := Start(t, Options{Settings: map[string]string{"work_mem": "1MB"}})
	url := cluster.Database(t)
	if got := ask[string](t, url, "SHOW work_mem"); got != "1MB" {
		t.Errorf("work_mem is %s, want 1MB", got)
	}
	cluster.Set(map[string]string{"work_mem": "2MB"})
	if got := ask[string](t, url, "SHOW work_mem"); got != "2MB" {
		t.Errorf("work_mem is %s after the change, want 2MB", got)
	}
}

func TestReplicaStreamsAndIsPromoted(t *testing.T) {
	primary := Start(t, Options{Durable: true})
	url := primary.Database(t)
	run(t, url, "CREATE TABLE kept (n INT)")
	replica := primary.Replica(t)
	// A commit then waits until the replica shows it.
	primary.Set(map[string]string{"synchronous_standby_names": replica.Name(), "synchronous_commit": "remote_apply"})
	run(t, url, "INSERT INTO kept VALUES (1)")
	copied := replica.URL(ask[string](t, url, "SELECT current_database()"))
	if count := ask[int](t, copied, "SELECT COUNT(*) FROM kept"); count != 1 {
		t.Errorf("the replica shows %d rows, want 1", count)
	}
	if _, err := connect(t, copied).Exec(t.Context(), "INSERT INTO kept VALUES (2)"); err == nil {
		t.Error("a replica was written to")
	}
	primary.Stop("immediate")
	replica.Set(map[string]string{"synchronous_standby_names": ""})
	replica.Promote()
	run(t, copied, "INSERT INTO kept VALUES (2)")
	if count := ask[int](t, copied, "SELECT COUNT(*) FROM kept"); count != 2 {
		t.Errorf("the promoted server has %d rows, want 2", count)
	}
}

func TestMachineWithoutPostgreSQLIsToldWhatToDo(t *testing.T) {
	t.Setenv("LORE_POSTGRES_BIN", filepath.Join(t.TempDir(), "nothing"))
	if _, err := create(Options{}); err == nil || !strings.Contains(err.Error(), "make postgres") {
		t.Errorf("create returned %v, want an error that names the way out", err)
	}
}

func TestNothingIsLeftOfACluster(t *testing.T) {
	var path string
	t.Run("used", func(t *testing.T) { path = Start(t, Options{}).directory.path })
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the directory of a test that ended: %v, want that it is gone", err)
	}
}
