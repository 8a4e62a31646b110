package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

const one = `{"actor":{"mbox":"mailto:ann@example.org"},"verb":{"id":"https://example.org/v"},"object":{"id":"https://example.org/a"}}`

// testConfig is a server on loopback ports that the system chooses.
func testConfig(t *testing.T) Config {
	t.Helper()
	return Config{Data: t.TempDir(), Listen: "127.0.0.1:0", MetricsListen: "127.0.0.1:0", DemoKey: true}
}

func openApp(t *testing.T, config Config) *App {
	t.Helper()
	a, err := Open(t.Context(), config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// run serves until stop is called, which returns Run's error.
func run(t *testing.T, a *App) (stop func() error) {
	t.Helper()
	if err := a.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-done
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return stop
}

// post sends a statement with the demo key and returns the status and body.
func post(a *App, client *http.Client, url string, body io.Reader) (status int, answer string, err error) {
	return postAs(demoAuthorization(a), client, url, body)
}

func postAs(authorization string, client *http.Client, url string, body io.Reader) (status int, answer string, err error) {
	request, err := http.NewRequest(http.MethodPost, url+"/xapi/statements", body)
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Authorization", authorization)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Experience-API-Version", "2.0.0")
	request.Header.Set("Expect", "100-continue")
	response, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

func demoAuthorization(a *App) string {
	key := a.DemoKey()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(key.Key+":"+key.Secret))
}

// get returns the status and body of a plain GET.
func get(t *testing.T, client *http.Client, url string) (int, string) {
	t.Helper()
	return getAs(t, client, url, "")
}

// getAs does so with credentials and an xAPI version.
func getAs(t *testing.T, client *http.Client, url, authorization string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
		request.Header.Set("X-Experience-API-Version", "2.0.0")
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, text.String()
}

func newClient(t *testing.T) *http.Client {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestServerAnswersHealthMetricsAndXAPI(t *testing.T) {
	a := openApp(t, testConfig(t))
	run(t, a)
	client, url := newClient(t), "http://"+a.Addr().String()
	for _, path := range []string{"/healthz", "/readyz"} {
		if status, text := get(t, client, url+path); status != 200 {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
	if status, text, err := post(a, client, url, strings.NewReader(one)); status != 200 || err != nil {
		t.Fatalf("POST: %d %s, %v", status, text, err)
	}
	// The request is counted behind its response.
	metrics := "http://" + a.MetricsAddr().String() + "/metrics"
	var text string
	for t.Context().Err() == nil && !strings.Contains(text, `lore_http_requests_total{method="POST",route="statements",status="200"} 1`) {
		_, text = get(t, client, metrics)
	}
	for _, want := range []string{
		"lore_statements_stored_total 1", `lore_http_request_duration_seconds_count{method="POST",route="statements"} 1`,
		"lore_commit_duration_seconds_count 1", "lore_log_statements_total 1", "lore_index_flush_duration_seconds", "lore_tail_statements 1",
		"lore_queued_appends 0", "lore_fsync_duration_seconds_count", "lore_queue_wait_seconds_count 1", "lore_writable 1",
		"go_goroutines", "process_open_fds",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("/metrics has no %s", want)
		}
	}
	if status, _ := get(t, client, url+"/metrics"); status != 404 {
		t.Errorf("/metrics on the main listener: %d, want 404", status)
	}
}

func TestDemoKeyIsMadeOnce(t *testing.T) {
	config := testConfig(t)
	first, err := Open(t.Context(), config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if key := first.DemoKey(); key == nil || key.Store != "demo" || key.Secret == "" {
		t.Errorf("demo key %+v", key)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if second := openApp(t, config); second.DemoKey() != nil {
		t.Error("a second start made another demo key")
	}
}

// What was accepted before the signal is finished, whatever comes in between.
func TestShutdownFinishesAcceptedRequests(t *testing.T) {
	a := openApp(t, testConfig(t))
	stop := run(t, a)
	client, url := newClient(t), "http://"+a.Addr().String()
	// The client sends the body when the handler asks for it.
	client.Transport.(*http.Transport).ExpectContinueTimeout = time.Minute
	body, feed := io.Pipe()
	type outcome struct {
		status int
		text   string
		err    error
	}
	answered := make(chan outcome, 1)
	go func() {
		status, text, err := post(a, client, url, body)
		answered <- outcome{status, text, err}
	}()
	// The pipe takes the first half when the handler reads.
	if _, err := io.WriteString(feed, one[:40]); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for !a.stopping.Load() {
		runtime.Gosched()
	}
	select {
	case err := <-stopped:
		t.Fatalf("the server stopped with a request open: %v", err)
	default:
	}
	if _, err := io.WriteString(feed, one[40:]); err != nil {
		t.Fatal(err)
	}
	feed.Close()
	got := <-answered
	if got.status != 200 || got.err != nil {
		t.Fatalf("the request was answered with %d %s, %v", got.status, got.text, got.err)
	}
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	if _, err := client.Get(url + "/healthz"); err == nil {
		t.Error("the listener is still open")
	}
}

// Whatever is acknowledged while the server stops is there at the next start.
func TestShutdownUnderLoadLosesNothing(t *testing.T) {
	config := testConfig(t)
	a, err := Open(t.Context(), config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	authorization := demoAuthorization(a)
	stop := run(t, a)
	url := "http://" + a.Addr().String()
	const clients, enough = 8, 200
	var acknowledged struct {
		sync.Mutex
		ids []xapi.UUID
	}
	reached := make(chan struct{})
	var posting sync.WaitGroup
	for range clients {
		client := newClient(t)
		posting.Go(func() {
			for {
				id := xapi.NewUUID()
				body := strings.Replace(one, "{", `{"id":"`+id.String()+`",`, 1)
				status, _, err := postAs(authorization, client, url, strings.NewReader(body))
				if err != nil || status != http.StatusOK {
					return // the server is gone or going
				}
				acknowledged.Lock()
				acknowledged.ids = append(acknowledged.ids, id)
				if len(acknowledged.ids) == enough {
					close(reached)
				}
				acknowledged.Unlock()
			}
		})
	}
	<-reached
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	posting.Wait()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	again := openApp(t, config)
	for _, id := range acknowledged.ids {
		if _, err := again.Statements().Get(t.Context(), 1, id); err != nil {
			t.Errorf("the acknowledged statement %s: %v", id, err)
		}
	}
}

func TestMetricsAddressInUse(t *testing.T) {
	config := testConfig(t)
	first := openApp(t, config)
	run(t, first)
	config.Data, config.MetricsListen = t.TempDir(), first.MetricsAddr().String()
	second := openApp(t, config)
	err := second.Listen()
	if err == nil || !strings.Contains(err.Error(), "metrics listener") {
		t.Fatalf("error %v, want one that names the metrics listener", err)
	}
	if dispensable(config.MetricsListen, err) {
		t.Error("an address that was asked for is not dispensable")
	}
	if !dispensable("127.0.0.1:9090", err) {
		t.Error("the default address is dispensable")
	}
	if second.Addr() != nil {
		t.Error("the xAPI listener stayed open")
	}
}
