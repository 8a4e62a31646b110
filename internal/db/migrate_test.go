package db

import (
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/lore-lrs/lore/internal/pgtest"
)

// until returns the portable migrations up to one of them.
func until(t testing.TB, last string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	entries, err := fs.ReadDir(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		text, err := fs.ReadFile(migrations, "migrations/"+entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		if entry.Name() <= last {
			files[entry.Name()] = &fstest.MapFile{Data: text}
		}
	}
	return files
}

func TestDocumentsGetTheirBucketAndStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lore.db")
	writer, err := connect(path, 1, "_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	url := pgtest.Shared(t).Database(t)
	pools := openPools(t, url)
	for name, c := range map[string]struct {
		before *DB
		after  func() *DB
	}{
		"sqlite": {
			&DB{dialect: SQLite, reader: writer},
			func() *DB { return open(t, path) },
		},
		"postgres": {
			&DB{dialect: PostgreSQL, reader: stdlib.OpenDBFromPool(pools.Small), connection: pools.Small.Config().ConnConfig},
			func() *DB { return openPostgres(t, url) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.before.writer = c.before.reader
			if err := c.before.Migrate(t.Context(), until(t, "0003_document.sql"), goose.DefaultTablename); err != nil {
				t.Fatal(err)
			}
			const add = `
				INSERT INTO document (store, resource, activity, agent, registration, id, updated, content_type, content)
				VALUES (1, 2, $1, $2, $2, $3, 7, 'text/plain', $4)`
			if _, err := c.before.Read().Exec(add, []byte("activity"), []byte{}, []byte("id\x00"), []byte{0xff}); err != nil {
				t.Fatal(err)
			}
			if err := c.before.Close(); err != nil {
				t.Fatal(err)
			}
			var bucket, updated int
			var id, content []byte
			const find = `SELECT bucket, updated, id, content FROM document`
			if err := c.after().Read().QueryRow(find).Scan(&bucket, &updated, &id, &content); err != nil {
				t.Fatal(err)
			}
			if bucket != 0 || updated != 7 || string(id) != "id\x00" || string(content) != "\xff" {
				t.Errorf("the document is %d %d %q %q after the migration, want 0 7 \"id\\x00\" \"\\xff\"", bucket, updated, id, content)
			}
		})
	}
}
