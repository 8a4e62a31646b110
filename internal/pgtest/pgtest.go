// Package pgtest gives tests a real PostgreSQL: one server for all tests of a
// process, a fresh database for each of them, and servers of their own for
// tests that stop, kill, replicate and promote.
//
// Only tests import it. It never skips: a machine without PostgreSQL fails the
// tests that need it, with a message that says how to install it. The servers
// end with the test process, whichever way that ends.
package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience bounds every wait for a program or a server.
const patience = time.Minute

// Cluster is one PostgreSQL server with its data.
type Cluster struct {
	// t is the test that the cluster belongs to; nil for the shared one.
	t         testing.TB
	programs  programs
	directory *directory
	settings  map[string]string
	name      string // of a replica
	replicas  int

	mu      sync.Mutex
	process *process // nil while the server is stopped
}

// Options say how a cluster of a test's own differs from the shared one.
type Options struct {
	// Durable makes commits survive a crash of the server. Without it nothing
	// waits for the disk.
	Durable bool
	// Settings are further lines of postgresql.conf.
	Settings map[string]string
}

var shared struct {
	mu      sync.Mutex
	cluster *Cluster
}

// Shared returns the server of this test process, which it starts at the first
// call. Main stops it.
func Shared(t testing.TB) *Cluster {
	t.Helper()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.cluster == nil {
		cluster, err := create(Options{})
		if err != nil {
			t.Fatal(err)
		}
		shared.cluster = cluster
	}
	return shared.cluster
}

// Main wraps the tests of a package that uses Shared, for its TestMain:
//
//	func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }
//
// Its Run runs the tests and then stops the shared server, so that nothing of
// it is left when goleak looks.
func Main(m *testing.M) *Tests { return &Tests{m} }

// Tests are the tests of a package.
type Tests struct{ m *testing.M }

// Run runs the tests, stops the shared server, and returns the exit code.
func (r *Tests) Run() int {
	code := r.m.Run()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.cluster == nil {
		return code
	}
	if err := shared.cluster.remove(); err != nil {
		fmt.Println(err)
		code = max(code, 1)
	}
	shared.cluster = nil
	return code
}

// Start returns a running server of the test's own, which is removed when the
// test ends.
func Start(t testing.TB, options Options) *Cluster {
	t.Helper()
	cluster, err := create(options)
	if err != nil {
		t.Fatal(err)
	}
	cluster.own(t)
	return cluster
}

func (c *Cluster) own(t testing.TB) {
	c.t = t
	t.Cleanup(func() {
		if err := c.remove(); err != nil {
			t.Error(err)
		}
	})
}

// URL returns the connection string for a database of this server.
func (c *Cluster) URL(database string) string {
	query := url.Values{"host": {c.directory.path}, "port": {port}}
	return (&url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + database, RawQuery: query.Encode()}).String()
}

// databases numbers the databases of this process.
var databases atomic.Int64

// Database makes an empty database and returns its connection string. The
// database is dropped when the test ends, whoever is still connected.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := c.administer(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !c.running() {
			return // the test stopped its own server, which is removed anyway
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := c.administer(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return c.URL(name)
}

// administer runs one statement outside any database of a test.
func (c *Cluster) administer(ctx context.Context, statement string) error {
	connection, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer connection.Close(ctx)
	if _, err := connection.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}
