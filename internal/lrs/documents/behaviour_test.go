package documents_test

import (
	"path/filepath"
	"testing"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
)

// TestBehaviour runs the suite that every keeper of documents must pass.
func TestBehaviour(t *testing.T) {
	storetest.RunDocuments(t, func(t testing.TB) *storetest.DocumentsEngine {
		path := filepath.Join(t.TempDir(), "lore.db")
		var database *db.DB
		open := func() lrs.Documents {
			t.Helper()
			var err error
			if database, err = db.Open(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			return documents.New(database)
		}
		shut := func() {
			t.Helper()
			if err := database.Close(); err != nil {
				t.Error(err)
			}
		}
		return &storetest.DocumentsEngine{
			Documents: open(),
			Reopen: func() lrs.Documents {
				shut()
				return open()
			},
			Close: shut,
		}
	})
}
