package server

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

// onPostgres is the settings of one more server on a database.
func onPostgres(t *testing.T, database string) Config {
	t.Helper()
	config := testConfig(t)
	config.Database = database
	return config
}

func TestServersShareADatabaseAndKeepNothingThemselves(t *testing.T) {
	database := pgtest.Shared(t).Database(t)
	config := onPostgres(t, database)
	first := openApp(t, config)
	second := openApp(t, onPostgres(t, database))
	if first.DemoKey() == nil || second.DemoKey() != nil {
		t.Errorf("demo keys %v and %v, want one for both", first.DemoKey(), second.DemoKey())
	}
	run(t, first)
	run(t, second)
	client, url := newClient(t), "http://"+first.Addr().String()
	if status, text, err := post(first, client, url, strings.NewReader(one)); status != 200 || err != nil {
		t.Fatalf("POST: %d %s, %v", status, text, err)
	}
	status, text := getAs(t, client, "http://"+second.Addr().String()+"/xapi/statements", demoAuthorization(first))
	if status != 200 || !strings.Contains(text, "mailto:ann@example.org") {
		t.Errorf("GET through the other server: %d %s", status, text)
	}
	entries, err := os.ReadDir(config.Data)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !slices.Contains([]string{"lock", "lore.sock", "facts"}, entry.Name()) {
			t.Errorf("%s is in the data directory", entry.Name())
		}
	}
}

func TestPostgresMetrics(t *testing.T) {
	a := openApp(t, onPostgres(t, pgtest.Shared(t).Database(t)))
	run(t, a)
	client, url := newClient(t), "http://"+a.Addr().String()
	if status, text, err := post(a, client, url, strings.NewReader(one)); status != 200 || err != nil {
		t.Fatalf("POST: %d %s, %v", status, text, err)
	}
	if status, text := get(t, client, url+"/readyz"); status != 200 {
		t.Errorf("/readyz: %d %s", status, text)
	}
	_, text := get(t, client, "http://"+a.MetricsAddr().String()+"/metrics")
	for _, want := range []string{
		`lore_database_connections_max{pool="requests"} 16`, `lore_database_connections_max{pool="reports"} 4`,
		`lore_database_connections_idle{pool="requests"}`, `lore_database_connections_acquired{pool="reports"}`,
		`lore_database_connection_waits_total{pool="requests"}`, `lore_database_connection_wait_seconds_total{pool="requests"}`,
		"lore_append_transactions_total 1", "lore_log_statements_total 1", "lore_append_retries_total 0", "lore_queued_appends 0",
		"lore_safe_time_lag_seconds", "lore_statements_stored_total",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("/metrics has no %s", want)
		}
	}
	if strings.Contains(text, "lore_fsync_duration_seconds") {
		t.Error("/metrics speaks of a disk that is not the server's")
	}
}

// While the database is away, requests are refused, not kept waiting for good;
// when it is back, they are served without a restart.
func TestServerOutlivesAnOutageOfItsDatabase(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{Durable: true})
	a := openApp(t, onPostgres(t, cluster.Database(t)))
	run(t, a)
	client, url := newClient(t), "http://"+a.Addr().String()
	if status, text, err := post(a, client, url, strings.NewReader(one)); status != 200 || err != nil {
		t.Fatalf("POST before: %d %s, %v", status, text, err)
	}
	cluster.Stop("immediate")
	// What the server waits at most: for a connection, and for a writer.
	const bound = 30 * time.Second
	for method, path := range map[string]string{http.MethodPost: "/xapi/statements", http.MethodGet: "/xapi/statements"} {
		started := time.Now()
		response := ask(t, client, method, url+path, demoAuthorization(a), one)
		if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" {
			t.Errorf("%s during the outage: %d with Retry-After %q, want 503 with one", method, response.StatusCode, response.Header.Get("Retry-After"))
		}
		if took := time.Since(started); took > bound {
			t.Errorf("%s during the outage was answered after %s, want at most %s", method, took, bound)
		}
	}
	if status, _ := get(t, client, url+"/readyz"); status != 503 {
		t.Errorf("/readyz during the outage: %d, want 503", status)
	}
	if status, _ := get(t, client, url+"/healthz"); status != 200 {
		t.Errorf("/healthz during the outage: %d, want 200: the process lives", status)
	}
	cluster.Start()
	for deadline := time.Now().Add(bound); ; {
		status, text, err := post(a, client, url, strings.NewReader(one))
		if err == nil && status == 200 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("POST after the outage: %d %s, %v", status, text, err)
		}
	}
	if status, text := get(t, client, url+"/readyz"); status != 200 {
		t.Errorf("/readyz after the outage: %d %s", status, text)
	}
}

// ask sends a request and returns its answer, whose body is closed.
func ask(t *testing.T, client *http.Client, method, url, authorization, body string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", authorization)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Experience-API-Version", "2.0.0")
	if method == http.MethodGet {
		request.Body, request.ContentLength = http.NoBody, 0
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return response
}

// Nodes and database may start together.
func TestStartWaitsForTheDatabase(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{})
	config := onPostgres(t, cluster.Database(t))
	cluster.Stop("fast")

	config.DatabaseWait = time.Millisecond
	_, err := Open(t.Context(), config, slog.New(slog.DiscardHandler))
	if !problem.Is(err, problem.Unavailable) || !strings.Contains(err.Error(), "could not be used for 1ms") {
		t.Errorf("the database is away for good: %v, want one that says so", err)
	}
	if _, err := OpenDatabase(t.Context(), config, slog.New(slog.DiscardHandler)); !problem.Is(err, problem.Unavailable) {
		t.Errorf("a command: %v, want Unavailable", err)
	}

	config.DatabaseWait = time.Minute
	log := &watchedLog{wanted: "waiting for the database", seen: make(chan struct{})}
	opened := make(chan error, 1)
	go func() {
		a, err := Open(t.Context(), config, slog.New(slog.NewTextHandler(log, nil)))
		if err == nil {
			err = a.Close()
		}
		opened <- err
	}()
	<-log.seen
	cluster.Start()
	if err := <-opened; err != nil {
		t.Errorf("the database came up: %v", err)
	}

	cluster.Stop("fast")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, config, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a start that was called off went on")
	}
	cluster.Start() // for the database's removal
}

// watchedLog tells when a line holds the wanted text.
type watchedLog struct {
	wanted string
	once   sync.Once
	seen   chan struct{}
}

func (l *watchedLog) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte(l.wanted)) {
		l.once.Do(func() { close(l.seen) })
	}
	return len(line), nil
}

func TestCommandHasNoListeners(t *testing.T) {
	a, err := OpenDatabase(t.Context(), Config{Database: pgtest.Shared(t).Database(t)}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := a.Listen(); !problem.Is(err, problem.Invalid) {
		t.Errorf("Listen returned %v, want Invalid", err)
	}
	if _, err := OpenDatabase(t.Context(), Config{}, slog.New(slog.DiscardHandler)); !problem.Is(err, problem.Invalid) {
		t.Errorf("without a database: %v, want Invalid", err)
	}
}
