package quality_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/quality"
)

type served func(http.ResponseWriter, *http.Request, access.Reader) error

func ask(t testing.TB, serve served, path string, answer any) error {
	t.Helper()
	recorder := httptest.NewRecorder()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	if err := serve(recorder, request, access.Reader{Store: 1, StoreName: "school"}); err != nil {
		return err
	}
	if recorder.Code != http.StatusOK || recorder.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%s: %d %v", path, recorder.Code, recorder.Header())
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), answer, json.RejectUnknownMembers(true)); err != nil {
		t.Fatalf("%s: %v\n%s", path, err, recorder.Body)
	}
	return nil
}

func TestReportsOverHTTP(t *testing.T) {
	w := newWorld()
	const odd = "account:https://lms.example.org/x|ü /sources/"
	w.add(hour)
	w.add(hour, from(odd))
	r := quality.New(w.config())
	var sources quality.Sources
	if err := ask(t, r.ServeSources, "/api/v1/sources?zone=Europe/Berlin", &sources); err != nil {
		t.Fatal(err)
	}
	if len(sources.Sources) != 2 || sources.Zone != "Europe/Berlin" || sources.Totals.Statements != 2 || !sources.At.Equal(now) {
		t.Errorf("the report is %+v", sources)
	}
	for path, name := range map[string]string{
		"/api/v1/sources/lms":        "lms",
		"/prefix/api/v1/sources/lms": "lms",
		"/api/v1/sources/account%3Ahttps%3A%2F%2Flms.example.org%2Fx%7C%C3%BC%20%2Fsources%2F": odd,
	} {
		var source quality.Source
		if err := ask(t, r.ServeSource, path, &source); err != nil || source.Source != name || source.Statements != 1 {
			t.Errorf("%s: %+v, %v", path, source, err)
		}
	}
	var readiness quality.Readiness
	if err := ask(t, r.ServeReadiness, "/api/v1/readiness", &readiness); err != nil || readiness.Statements != 2 || len(readiness.Features) != 17 {
		t.Errorf("%+v, %v", readiness, err)
	}
	for _, c := range []struct {
		serve served
		path  string
		kind  problem.Kind
	}{
		{r.ServeSources, "/api/v1/sources?zone=Mars", problem.Invalid},
		{r.ServeSources, "/api/v1/sources?zone=Local", problem.Invalid},
		{r.ServeSources, "/api/v1/sources?zone=UTC&zone=UTC", problem.Invalid},
		{r.ServeSources, "/api/v1/sources?days=3", problem.Invalid},
		{r.ServeSources, "/api/v1/sources?%zz", problem.Invalid},
		{r.ServeReadiness, "/api/v1/readiness?zone=UTC", problem.Invalid},
		{r.ServeSource, "/api/v1/sources/nobody", problem.NotFound},
		{r.ServeSource, "/api/v1/elsewhere", problem.NotFound},
	} {
		if err := ask(t, c.serve, c.path, new(any)); !problem.Is(err, c.kind) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
}

// Many who ask at once are given one report, and later ones a new one.
func TestReportsAreMadeOnceForAll(t *testing.T) {
	w := newWorld()
	w.add(hour)
	config := w.config()
	var read atomic.Int64
	var moved atomic.Int64
	started, proceed := make(chan struct{}, 100), make(chan struct{})
	snapshot, _, _ := config.Snapshot(t.Context(), 1)
	failing := atomic.Bool{}
	config.Snapshot = func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) {
		read.Add(1)
		started <- struct{}{}
		<-proceed
		if failing.Load() {
			return nil, 0, problem.New(problem.Unavailable, "facts-damaged", "later")
		}
		return snapshot, 0, nil
	}
	config.Fresh = 10 * time.Second
	config.Now = func() time.Time { return now.Add(time.Duration(moved.Load())) }
	r := quality.New(config)
	var asking sync.WaitGroup
	// The first one goes away; the others wait for what it began.
	gone, leave := context.WithCancel(t.Context())
	asking.Go(func() { _, _ = r.Readiness(gone, 1) })
	<-started
	leave()
	for range 9 {
		asking.Go(func() {
			if _, err := r.Readiness(t.Context(), 1); err != nil {
				t.Error(err)
			}
		})
	}
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Readiness(impatient, 1); err == nil {
		t.Error("who does not wait was given a report")
	}
	close(proceed)
	asking.Wait()
	if _, err := r.Readiness(t.Context(), 1); err != nil || read.Load() != 1 {
		t.Errorf("it was made %d times, %v", read.Load(), err)
	}
	moved.Store(int64(11 * time.Second))
	failing.Store(true)
	for range 2 {
		if _, err := r.Readiness(t.Context(), 1); !problem.Is(err, problem.Unavailable) {
			t.Errorf("a failing report: %v", err)
		}
	}
	failing.Store(false)
	if _, err := r.Readiness(t.Context(), 1); err != nil || read.Load() != 4 {
		t.Errorf("it was made %d times, %v", read.Load(), err)
	}
}

// A report that took long to make is given again for longer.
func TestSlowReportsAreMadeSeldom(t *testing.T) {
	w := newWorld()
	config := w.config()
	config.Fresh = 0 // 2 s
	snapshot, _, _ := config.Snapshot(t.Context(), 1)
	clock, made := now, 0
	config.Now = func() time.Time { return clock }
	config.Snapshot = func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) {
		clock, made = clock.Add(time.Second), made+1
		return snapshot, 0, nil
	}
	r := quality.New(config)
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{0, 1}, {19 * time.Second, 1}, {time.Second, 2}, {time.Second, 2}} {
		clock = clock.Add(c.after)
		if _, err := r.Sources(t.Context(), 1, nil); err != nil || made != c.want {
			t.Errorf("%s later it was made %d times, want %d (%v)", c.after, made, c.want, err)
		}
	}
}
