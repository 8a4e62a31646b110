package documents_test

import (
	"testing"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
)

// TestBehaviour runs the suite that every keeper of documents must pass.
func TestBehaviour(t *testing.T) {
	for engine, fresh := range map[string]func(t testing.TB) func() *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			storetest.RunDocuments(t, func(t testing.TB) *storetest.DocumentsEngine {
				node := fresh(t)
				database := node()
				shut := func() {
					t.Helper()
					if err := database.Close(); err != nil {
						t.Error(err)
					}
				}
				return &storetest.DocumentsEngine{
					Documents: documents.New(database),
					Reopen: func() lrs.Documents {
						shut()
						database = node()
						return documents.New(database)
					},
					Close: shut,
				}
			})
		})
	}
}
