package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/facts/query"
)

// event is a Server-Sent Event.
type event struct{ name, data string }

// stream opens a stream and returns its events, until the test ends.
func (s *site) stream(token, text string) <-chan event {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.server.URL+"/api/v1/query/stream?q="+url.QueryEscape(text), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	return s.events(request)
}

// events returns the events that answer a request, until the test ends.
func (s *site) events(request *http.Request) <-chan event {
	s.t.Helper()
	answer, err := s.server.Client().Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") {
		s.t.Fatalf("the stream is answered with %s", answer.Status)
	}
	events := make(chan event)
	go func() {
		defer close(events)
		defer answer.Body.Close()
		var e event
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch {
			case name == "event":
				e.name = value
			case name == "data":
				e.data = value
			case lines.Text() == "" && e.name != "":
				select {
				case events <- e:
				case <-s.t.Context().Done():
					return
				}
				e = event{}
			}
		}
	}()
	return events
}

func next(t *testing.T, events <-chan event) event {
	t.Helper()
	select {
	case e, ok := <-events:
		if !ok {
			t.Fatal("the stream ended")
		}
		return e
	case <-time.After(30 * time.Second):
		t.Fatal("no event came")
	}
	return event{}
}

func TestStreamTellsTheAnswerWhenItChanges(t *testing.T) {
	people := int64(1)
	asked := make(chan struct{}, 100)
	s := newSite(t, func(s *site) { s.config.StreamEvery = time.Millisecond })
	s.engine.ask = func(_ context.Context, _ api.Scope, q *query.Query, _ api.Effort) (*query.Answer, error) {
		s.engine.mu.Lock()
		defer s.engine.mu.Unlock()
		select {
		case asked <- struct{}{}:
		default:
		}
		return &query.Answer{
			Columns: []query.Column{{Name: "people", Type: query.ColumnCount}},
			Rows:    [][]any{{people}},
			// What meta says is no news.
			Meta: query.Meta{Kind: q.Kind, ElapsedMS: float64(s.engine.asked)},
		}, nil
	}
	token := s.token(access.RoleOwner)
	events := s.stream(token, `{"kind":"table","metrics":["people"]}`)
	rowsOf := func(e event) string {
		var answer struct{ Rows json.RawMessage }
		if err := json.Unmarshal([]byte(e.data), &answer); err != nil || e.name != "snapshot" {
			t.Fatalf("%v: event %s: %s", err, e.name, e.data)
		}
		return string(answer.Rows)
	}
	if got := rowsOf(next(t, events)); got != "[[1]]" {
		t.Errorf("the first snapshot has the rows %s", got)
	}
	for range 3 {
		s.engine.mu.Lock()
		s.engine.through++ // something was stored
		s.engine.mu.Unlock()
		<-asked
	}
	s.engine.mu.Lock()
	people, s.engine.through = 2, s.engine.through+1
	s.engine.mu.Unlock()
	if got := rowsOf(next(t, events)); got != "[[2]]" {
		t.Errorf("the next snapshot has the rows %s, though only the answer's meta changed before", got)
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(token, "lore_"), "_")
	if err := s.access.RevokeToken(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if e := next(t, events); e.name != "end" || !strings.Contains(e.data, "token-wrong") {
		t.Errorf("after the token was revoked came %s: %s", e.name, e.data)
	}
}

func TestStreamOfAWrongQueryIsAProblem(t *testing.T) {
	s := newSite(t, nil)
	token := s.token(access.RoleOwner)
	failureOf(t, s.want(400, "GET", "/api/v1/query/stream", token, ""))
	failureOf(t, s.want(400, "GET", "/api/v1/query/stream?q=%7B%7D", token, ""))
	failureOf(t, s.want(401, "GET", "/api/v1/query/stream?q=%7B%7D", "", ""))
	// Of HEAD the headers are all.
	s.want(200, "HEAD", "/api/v1/query/stream?q="+url.QueryEscape(people), token, "")
}
