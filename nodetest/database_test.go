package nodetest

import (
	"context"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"
)

// connect opens a connection of the test's own to a database.
func connect(t testing.TB, database string) *pgx.Conn {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close(context.Background()) })
	return connection
}

// execute runs one statement on a database.
func execute(t testing.TB, database, statement string, args ...any) {
	t.Helper()
	if _, err := connect(t, database).Exec(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// either returns a connection string that finds whichever of several servers
// takes writes.
func either(t testing.TB, databases ...string) string {
	t.Helper()
	var joined *url.URL
	hosts, ports := "", ""
	for i, database := range databases {
		parsed, err := url.Parse(database)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			hosts, ports = hosts+",", ports+","
		}
		hosts, ports = hosts+parsed.Query().Get("host"), ports+parsed.Query().Get("port")
		joined = parsed
	}
	joined.RawQuery = url.Values{"host": {hosts}, "port": {ports}, "target_session_attrs": {"read-write"}}.Encode()
	return joined.String()
}
