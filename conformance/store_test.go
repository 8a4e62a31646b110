package conformance

import (
	"context"
	"os"

	"github.com/lore-lrs/lore/internal/pgtest"
	loreserver "github.com/lore-lrs/lore/internal/server"
)

// store is what servers under test keep their data in. A client must not be
// able to tell one from another.
type store struct {
	name string
	open func() error
	// place completes the settings of one more server that shares nothing with
	// the others.
	place func(ctx context.Context, config *loreserver.Config) error
	close func() error
}

// stores are those that the rules are proven on.
func stores() []store {
	if os.Getenv("LORE_CONFORMANCE_URL") != "" {
		return []store{{name: "of " + os.Getenv("LORE_CONFORMANCE_URL"), open: nothing, close: nothing}}
	}
	var chosen []store
	for _, s := range []store{embeddedStore(), postgresStore()} {
		if *onlyStore == "" || *onlyStore == s.name {
			chosen = append(chosen, s)
		}
	}
	return chosen
}

func nothing() error { return nil }

// embeddedStore is in the data directory.
func embeddedStore() store {
	return store{
		name: "embedded", open: nothing, close: nothing,
		place: func(context.Context, *loreserver.Config) error { return nil },
	}
}

// postgresStore is in a database of a PostgreSQL server that only these tests
// use.
func postgresStore() store {
	var cluster *pgtest.Cluster
	return store{
		name: "postgres",
		open: func() (err error) {
			cluster, err = pgtest.Launch(pgtest.Options{})
			return err
		},
		place: func(ctx context.Context, config *loreserver.Config) (err error) {
			config.Database, err = cluster.Make(ctx)
			return err
		},
		close: func() error { return cluster.Remove() },
	}
}
