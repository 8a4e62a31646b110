package db

import (
	"database/sql"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

func openPools(t testing.TB, url string) *pgpool.Pools {
	t.Helper()
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pools.Close)
	return pools
}

// openPostgres opens a node on a database of PostgreSQL.
func openPostgres(t testing.TB, url string) *DB {
	t.Helper()
	db, err := OpenPostgres(t.Context(), openPools(t, url))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestManyNodesStartingAtOnceMigrateOnce(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	room := fstest.MapFS{"0001_room.sql": {Data: []byte("-- +goose Up\nCREATE TABLE room (n INT);\nINSERT INTO room VALUES (1);\n")}}
	const nodes = 10
	pools := make([]*pgpool.Pools, nodes)
	for i := range pools {
		pools[i] = openPools(t, url)
	}
	databases := make([]*DB, nodes)
	var wg sync.WaitGroup
	for i := range nodes {
		wg.Go(func() {
			var err error
			if databases[i], err = OpenPostgres(t.Context(), pools[i]); err != nil {
				t.Error(err)
				return
			}
			if err := databases[i].Migrate(t.Context(), room, "room_schema"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		`SELECT COUNT(*) FROM goose_db_version WHERE version_id > 0`: len(files),
		`SELECT COUNT(*) FROM room_schema WHERE version_id > 0`:      1,
		`SELECT COUNT(*) FROM room`:                                  1,
	} {
		var got int
		if err := databases[0].Read().QueryRow(query).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	for _, db := range databases {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestFailedMigrationChangesNothingAndIsTriedAgain(t *testing.T) {
	db := openPostgres(t, pgtest.Shared(t).Database(t))
	broken := fstest.MapFS{"0001_room.sql": {Data: []byte("-- +goose Up\nCREATE TABLE room (n INT);\nSELECT 1/0;\n")}}
	if err := db.Migrate(t.Context(), broken, "room_schema"); err == nil {
		t.Fatal("a migration that fails returned no error")
	}
	mended := fstest.MapFS{"0001_room.sql": {Data: []byte("-- +goose Up\nCREATE TABLE room (n INT);\n")}}
	if err := db.Migrate(t.Context(), mended, "room_schema"); err != nil {
		t.Error(err)
	}
}

// A rolling upgrade: a newer node has migrated, older ones go on and may start
// again, until a migration says that they no longer can.
func TestNewerSchemaIsTakenUntilItNeedsMore(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	newer := openPostgres(t, url)
	if _, err := newer.Read().Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9998, TRUE), (9999, TRUE)`); err != nil {
		t.Fatal(err)
	}
	openPostgres(t, url)
	if _, err := newer.Read().Exec(`INSERT INTO counter (name, value) VALUES ('needs goose_db_version', 9998)`); err != nil {
		t.Fatal(err)
	}
	_, err := OpenPostgres(t.Context(), openPools(t, url))
	if err == nil || !strings.Contains(err.Error(), "version 9998") {
		t.Errorf("opening a schema that needs version 9998 returned %v, want a refusal that names it", err)
	}
}

func TestNodesAgreeOnASecret(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	const nodes = 8
	secrets := make([]string, nodes)
	var wg sync.WaitGroup
	for i := range nodes {
		db := openPostgres(t, url)
		wg.Go(func() {
			secret, err := db.Secret(t.Context(), "cursor")
			if err != nil {
				t.Error(err)
			}
			secrets[i] = string(secret)
		})
	}
	wg.Wait()
	for _, secret := range secrets {
		if secret != secrets[0] {
			t.Fatal("two nodes have different secrets")
		}
	}
}

func TestDeadlockedWriteRunsAgain(t *testing.T) {
	db := openPostgres(t, pgtest.Shared(t).Database(t))
	if _, err := db.Read().Exec(`INSERT INTO counter (name, value) VALUES ('a', 0), ('b', 0)`); err != nil {
		t.Fatal(err)
	}
	var both, wg sync.WaitGroup
	both.Add(2)
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		met := false
		wg.Go(func() {
			err := db.Write(t.Context(), func(tx *sql.Tx) error {
				const add = `UPDATE counter SET value = value + 1 WHERE name = $1`
				if _, err := tx.Exec(add, order[0]); err != nil {
					return err
				}
				if !met { // both hold their first row when they ask for the second
					met = true
					both.Done()
					both.Wait()
				}
				_, err := tx.Exec(add, order[1])
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var sum int
	if err := db.Read().QueryRow(`SELECT SUM(value)::INT FROM counter WHERE name IN ('a', 'b')`).Scan(&sum); err != nil {
		t.Fatal(err)
	}
	if sum != 4 {
		t.Errorf("the counters stand at %d together, want 4", sum)
	}
}

func TestWriteSurvivesARestart(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{Durable: true})
	db := openPostgres(t, cluster.Database(t))
	tries := 0
	err := db.Write(t.Context(), func(tx *sql.Tx) error {
		if tries++; tries == 1 {
			cluster.Stop("immediate")
			cluster.Start()
		}
		return addStore(t.Context(), tx, 1, "a")
	})
	if err != nil || tries < 2 {
		t.Errorf("after %d tries Write returned %v, want success at a second one", tries, err)
	}
	if got := countStores(t, db); got != 1 {
		t.Errorf("%d rows, want 1", got)
	}
}

func TestBrokenCommitIsNotMadeTwice(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{})
	db := openPostgres(t, cluster.Database(t))
	tries := 0
	err := db.Write(t.Context(), func(tx *sql.Tx) error {
		tries++
		err := addStore(t.Context(), tx, 1, "a")
		cluster.Kill() // what follows is the commit
		return err
	})
	if !problem.Is(err, problem.Unavailable) || !strings.Contains(err.Error(), "look whether the change was made") || tries != 1 {
		t.Errorf("after %d tries Write returned %v, want one try and that nobody knows", tries, err)
	}
	_, err = db.Read().ExecContext(t.Context(), `SELECT 1`)
	if err := Refusal(err); !problem.Is(err, problem.Unavailable) {
		t.Errorf("reading from a dead server returned %v, want the kind Unavailable", err)
	}
}

func TestSnapshotIsForFilesOnly(t *testing.T) {
	db := openPostgres(t, pgtest.Shared(t).Database(t))
	if err := db.Snapshot(t.Context(), t.TempDir()+"/copy"); !problem.Is(err, problem.Invalid) {
		t.Errorf("Snapshot returned %v, want the kind Invalid", err)
	}
}
