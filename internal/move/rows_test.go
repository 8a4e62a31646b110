package move

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/lore-lrs/lore/internal/db"
)

// A table that is added must be moved, or be known to stay: a move that leaves
// one out would lose it without a word.
func TestEveryTableIsMovedOrKnownToStay(t *testing.T) {
	database, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "lore.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	known := []string{
		"attachment", "document", // in ways of their own
		"lease", "move", // what the servers on one database and moves into it do
		"follower", "follower_cursor", "follower_dropped", "follower_dead", "follower_node", // what follows is made anew
		"rejection", "resent", "query_job", "export_schedule", "export_partition", "statement_import", "sample_data", // of the servers and files of one place
		"user_session", "user_link", // whoever was signed in signs in again, and links lead to the old place
		"goose_db_version", "sqlite_sequence", // how the database itself is kept
	}
	for _, table := range movedTables() {
		known = append(known, table.name)
	}
	tables, err := database.Read().Query(`SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err != nil {
		t.Fatal(err)
	}
	defer tables.Close()
	var found []string
	for tables.Next() {
		var name string
		if err := tables.Scan(&name); err != nil {
			t.Fatal(err)
		}
		found = append(found, name)
	}
	if err := tables.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	slices.Sort(known)
	if !slices.Equal(found, known) {
		t.Errorf("the database has the tables %q, and a move knows of %q", found, known)
	}
}
