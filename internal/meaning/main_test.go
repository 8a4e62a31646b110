package meaning

import (
	"database/sql"
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// The stores of every test.
const (
	school  = 1
	academy = 2
)

// each runs the test on both engines; node returns another registry on the same
// decisions, as another process or node has it.
func each(t *testing.T, test func(t *testing.T, node func() *Registry)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		test(t, func() *Registry { return newRegistry(t, open()) })
	})
}

func newRegistry(t testing.TB, database *db.DB) *Registry {
	t.Helper()
	err := database.Write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `
			INSERT INTO store (id, name, created) VALUES (1, 'school', 0), (2, 'academy', 0) ON CONFLICT (id) DO NOTHING`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return NewRegistry(database, Config{})
}

// inForce returns what holds for a store, as the registry says.
func inForce(t testing.TB, registry *Registry, store int64) *Meaning {
	t.Helper()
	found, err := registry.Meaning(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
