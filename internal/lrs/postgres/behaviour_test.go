package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// node is an open store with what it stands on.
type node struct {
	*postgres.Store
	pools    *pgpool.Pools
	database *db.DB
}

// openNode opens a store on a database, as one node of many may.
func openNode(t testing.TB, url string) *node {
	t.Helper()
	return openNodeOn(t, url, func(*pgpool.Pools) {})
}

// openNodeOn opens a store on pools that are changed first.
func openNodeOn(t testing.TB, url string, change func(*pgpool.Pools)) *node {
	t.Helper()
	return openNodeWith(t, url, change, func(config postgres.Config) postgres.Config { return config })
}

// openNodeWith opens a store with a configuration that is changed first, too.
func openNodeWith(t testing.TB, url string, change func(*pgpool.Pools), configure func(postgres.Config) postgres.Config) *node {
	t.Helper()
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: url})
	if err != nil {
		t.Fatalf("open the pools: %v", err)
	}
	change(pools)
	n := &node{pools: pools}
	if n.database, err = db.OpenPostgres(t.Context(), pools); err != nil {
		t.Fatalf("open the database: %v", err)
	}
	config := postgres.Config{Pools: pools, Database: n.database}.WithSpreadsTrusted(50 * time.Millisecond)
	if n.Store, err = postgres.Open(t.Context(), configure(config)); err != nil {
		t.Fatalf("open the store: %v", err)
	}
	return n
}

func (n *node) close(t testing.TB) {
	t.Helper()
	if err := n.Store.Close(); err != nil {
		t.Errorf("close the store: %v", err)
	}
	if err := n.database.Close(); err != nil {
		t.Errorf("close the database: %v", err)
	}
	n.pools.Close()
}

// opener plugs the store into storetest. Databases are used again, emptied:
// to make one takes longer than most stories.
func opener(whole testing.TB) storetest.Opener {
	var free []string
	return func(t testing.TB) *storetest.Engine {
		var url string
		if last := len(free) - 1; last >= 0 {
			url, free = free[last], free[:last]
		} else {
			url = pgtest.Shared(t).Database(whole)
		}
		n := openNode(t, url)
		return &storetest.Engine{
			Statements: n.Store,
			Reopen: func() lrs.Statements {
				n.close(t)
				n = openNode(t, url)
				return n.Store
			},
			// Nothing to Flush: everything is in its place at once.
			Close: func() {
				n.empty(t)
				n.close(t)
				free = append(free, url)
			},
		}
	}
}

// empty brings a database back to where it was when it was made.
func (n *node) empty(t testing.TB) {
	t.Helper()
	for _, command := range []string{
		`TRUNCATE statement, statement_key, statement_reference, description, spread`,
		`ALTER SEQUENCE lrs_clock RESTART`,
		`ALTER SEQUENCE lrs_published RESTART`,
	} {
		if _, err := n.pools.Small.Exec(context.Background(), command); err != nil {
			t.Errorf("empty the database: %v", err)
		}
	}
}

// Beside TestBehaviourOfASpreadStore, on databases of its own: both wait more than they
// compute.
func TestBehaviour(t *testing.T) {
	t.Parallel()
	storetest.Run(t, opener(t))
}
