package postgres_test

import (
	"os"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
)

// coordinatorVariable names the connection string of a Citus coordinator, on a
// database for tests that has the extension and at least one worker. What is in
// Lore's tables there is deleted.
const coordinatorVariable = "LORE_CITUS_URL"

// places are the databases on which a store must behave: always plain
// PostgreSQL, and a cluster with Citus when somebody names one.
func places(t *testing.T) map[string]storetest.Opener {
	places := map[string]storetest.Opener{"PostgreSQL": opener(t)}
	if url := os.Getenv(coordinatorVariable); url != "" {
		places["Citus"] = clusterOpener(url)
	}
	return places
}

// clusterOpener plugs in the store on a cluster. Its tables are distributed
// when they are made.
func clusterOpener(url string) storetest.Opener {
	return func(t testing.TB) *storetest.Engine {
		n := openNode(t, url)
		n.empty(t)
		return &storetest.Engine{
			Statements: n.Store,
			Reopen: func() lrs.Statements {
				n.close(t)
				n = openNode(t, url)
				return n.Store
			},
			Close: func() {
				n.empty(t)
				n.close(t)
			},
		}
	}
}
