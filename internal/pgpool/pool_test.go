package pgpool

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

func open(t testing.TB, config Config) *Pools {
	t.Helper()
	pools, err := Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pools.Close)
	return pools
}

func ask[T any](t testing.TB, pool *pgxpool.Pool, query string) (answer T) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), query).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

func run(t testing.TB, pool *pgxpool.Pool, statement string) {
	t.Helper()
	if _, err := pool.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestServerIsLookedAt(t *testing.T) {
	pools := open(t, Config{URL: pgtest.Shared(t).Database(t)})
	if want := ask[int](t, pools.Small, "SELECT current_setting('server_version_num')::int"); pools.Version != want {
		t.Errorf("the version is %d, want %d", pools.Version, want)
	}
	if pools.Citus {
		t.Error("Citus is said to be installed")
	}
	if pools.Replica != nil {
		t.Error("there is a pool for a replica that nobody named")
	}
}

func TestSessionsHaveTheirLimits(t *testing.T) {
	address := pgtest.Shared(t).Database(t)
	pools := open(t, Config{URL: address, ReadURL: address + "&lock_timeout=7s&application_name=reader", StatementTimeout: 20 * time.Second})
	for _, c := range []struct {
		name    string
		pool    *pgxpool.Pool
		setting string
		want    string
	}{
		{"requests", pools.Small, "statement_timeout", "20s"},
		{"requests", pools.Small, "lock_timeout", "10s"},
		{"requests", pools.Small, "idle_in_transaction_session_timeout", "5s"},
		{"requests", pools.Small, "application_name", "lore"},
		{"requests", pools.Small, "jit", "off"},
		{"reports", pools.Reports, "statement_timeout", "10min"},
		{"reports", pools.Reports, "idle_in_transaction_session_timeout", "10min"},
		{"replica, from the address", pools.Replica, "lock_timeout", "7s"},
		{"replica, from the address", pools.Replica, "application_name", "reader"},
	} {
		if got := ask[string](t, c.pool, "SHOW "+c.setting); got != c.want {
			t.Errorf("%s: %s is %s, want %s", c.name, c.setting, got, c.want)
		}
	}
	for name, got := range map[string][2]int32{
		"requests": {pools.Small.Config().MaxConns, 16},
		"reports":  {pools.Reports.Config().MaxConns, 4},
	} {
		if got[0] != got[1] {
			t.Errorf("%s may have %d connections, want %d", name, got[0], got[1])
		}
	}
}

// What an owner sets for the database would let who waited for a lock look at
// the time before it.
func TestTransactionsSeeWhatIsCommitted(t *testing.T) {
	address := pgtest.Shared(t).Database(t)
	before := open(t, Config{URL: address})
	run(t, before.Small, fmt.Sprintf(`ALTER DATABASE %s SET default_transaction_isolation = 'repeatable read'`,
		pgx.Identifier{ask[string](t, before.Small, `SELECT current_database()`)}.Sanitize()))
	pools := open(t, Config{URL: address})
	for name, pool := range map[string]*pgxpool.Pool{"requests": pools.Small, "reports": pools.Reports} {
		if got := ask[string](t, pool, `SHOW transaction_isolation`); got != "read committed" {
			t.Errorf("transactions of %s are %s", name, got)
		}
	}
}

func TestEachPoolHasItsSettingOfCitus(t *testing.T) {
	var config Config
	if err := config.complete(); err != nil {
		t.Fatal(err)
	}
	const setting = "citus.max_adaptive_executor_pool_size"
	for _, c := range []struct {
		name  string
		setUp func(*pgxpool.Config, bool)
		want  string
	}{{"requests", config.forRequests, "1"}, {"reports", config.forReports, "4"}} {
		pool, err := parse(pgtest.Shared(t).Database(t), "")
		if err != nil {
			t.Fatal(err)
		}
		c.setUp(pool, true)
		connection, err := pgx.ConnectConfig(t.Context(), pool.ConnConfig)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		err = connection.QueryRow(t.Context(), "SHOW "+setting).Scan(&got)
		connection.Close(t.Context())
		if err != nil || got != c.want {
			t.Errorf("%s: %s is %q (%v), want %s", c.name, setting, got, err, c.want)
		}
	}
}

func drop(t testing.TB, pool *pgxpool.Pool, what string) {
	t.Helper()
	if _, err := pool.Exec(context.Background(), "DROP "+what); err != nil {
		t.Error(err)
	}
}

func TestUnfitDatabasesAreRefused(t *testing.T) {
	cluster := pgtest.Shared(t)
	administrator := open(t, Config{URL: cluster.Database(t)}).Small
	run(t, administrator, "CREATE ROLE stranger NOLOGIN")
	t.Cleanup(func() { drop(t, administrator, "ROLE stranger") })
	run(t, administrator, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
	t.Cleanup(func() { drop(t, administrator, "DATABASE latin") })
	readOnly := cluster.Database(t)
	run(t, administrator, "ALTER DATABASE "+databaseOf(t, readOnly)+" SET default_transaction_read_only = on")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		config Config
		want   problem.Kind
		says   string
	}{
		"no address":         {Config{URL: "postgres://u:secret@:x:/"}, problem.Invalid, "postgres://user:password@host"},
		"no replica address": {Config{URL: cluster.Database(t), ReadURL: "postgres://u:secret@:x:/"}, problem.Invalid, "postgres://user:password@host"},
		"negative":           {Config{URL: cluster.Database(t), Connections: -1}, problem.Invalid, "negative"},
		"nobody answers":     {Config{URL: "postgres://" + nobody + "/lore"}, problem.Unavailable, "does not answer"},
		"unknown database":   {Config{URL: cluster.URL("nothing")}, problem.Invalid, "createdb"},
		"no login":           {Config{URL: strings.Replace(cluster.URL("postgres"), "postgres@", "stranger@", 1)}, problem.Invalid, "password"},
		"other encoding":     {Config{URL: cluster.URL("latin")}, problem.Invalid, "UTF8"},
		"read only":          {Config{URL: readOnly}, problem.Unavailable, "target_session_attrs"},
	} {
		t.Run(name, func(t *testing.T) {
			pools, err := Open(t.Context(), c.config)
			if err == nil {
				pools.Close()
			}
			if !problem.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Open returned %v, want the kind %d and %q", err, c.want, c.says)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}

func databaseOf(t testing.TB, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(parsed.Path, "/")
}

func TestWaitForAConnectionIsBounded(t *testing.T) {
	pools := open(t, Config{URL: pgtest.Shared(t).Database(t), Connections: 1, AcquireTimeout: 10 * time.Millisecond})
	held, err := pools.Small.Acquire(t.Context())
	for err != nil { // the first one takes longer to make than the bound allows
		held, err = pools.Small.Acquire(t.Context())
	}
	defer held.Release()
	_, err = pools.Small.Acquire(t.Context())
	if refusal := Refusal(err); !problem.Is(refusal, problem.Unavailable) {
		t.Errorf("waiting for the only connection returned %v, want the kind Unavailable", refusal)
	}
	if err := t.Context().Err(); err != nil {
		t.Errorf("the caller's context ended: %v", err)
	}
}

func TestPoolFindsThePromotedServer(t *testing.T) {
	primary := pgtest.Start(t, pgtest.Options{Durable: true})
	address := primary.Database(t)
	replica := primary.Replica(t)
	pools := open(t, Config{URL: both(t, address, replica.URL("")), Connections: 2})
	run(t, pools.Small, "CREATE TABLE kept (n INT)")
	primary.Set(map[string]string{"synchronous_standby_names": replica.Name()})
	run(t, pools.Small, "INSERT INTO kept VALUES (1)")
	if _, err := Open(t.Context(), Config{URL: replica.URL(databaseOf(t, address))}); !problem.Is(err, problem.Unavailable) {
		t.Errorf("opening a replica returned %v, want the kind Unavailable", err)
	}

	primary.Stop("immediate")
	_, err := pools.Small.Exec(t.Context(), "INSERT INTO kept VALUES (2)")
	if !Transient(err) || !problem.Is(Refusal(err), problem.Unavailable) {
		t.Errorf("writing without a primary returned %v, want a transient error of the kind Unavailable", err)
	}
	replica.Set(map[string]string{"synchronous_standby_names": ""})
	replica.Promote()
	err = Retry(t.Context(), func() error {
		_, err := pools.Small.Exec(t.Context(), "INSERT INTO kept VALUES (3)")
		return err
	})
	if err != nil {
		t.Fatalf("writing after the fail-over: %v", err)
	}
	if got := ask[int](t, pools.Small, "SELECT SUM(n)::int FROM kept"); got != 4 {
		t.Errorf("the sum is %d, want the rows 1 and 3", got)
	}
}

// both names two servers in one address.
func both(t testing.TB, first, second string) string {
	t.Helper()
	parsed, err := url.Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	other, err := url.Parse(second)
	if err != nil {
		t.Fatal(err)
	}
	query := parsed.Query()
	query.Set("host", query.Get("host")+","+other.Query().Get("host"))
	query.Set("port", query.Get("port")+","+other.Query().Get("port"))
	query.Set("target_session_attrs", "read-write")
	parsed.RawQuery = query.Encode()
	return parsed.String()
}

func TestConnectionThatTakesNoWritesIsThrownAway(t *testing.T) {
	pools := open(t, Config{URL: pgtest.Shared(t).Database(t), Connections: 1})
	run(t, pools.Small, "CREATE TABLE kept (n INT)")
	run(t, pools.Small, "SET default_transaction_read_only = on")
	_, err := pools.Small.Exec(t.Context(), "INSERT INTO kept VALUES (1)")
	if !Transient(err) || !problem.Is(Refusal(err), problem.Unavailable) {
		t.Errorf("writing returned %v, want a transient error of the kind Unavailable", err)
	}
	run(t, pools.Small, "INSERT INTO kept VALUES (1)")
}
