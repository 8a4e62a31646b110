package export_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/problem"
)

func instantText(micros int64) string {
	return time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.000000Z")
}

const (
	first = `{"id":"6690e6c9-3ef0-4ed3-8b37-7f3964730bee","actor":{"mbox":"mailto:a@example.org"},
		"verb":{"id":"http://adlnet.gov/expapi/verbs/passed","display":{"en":"=passed"}},
		"object":{"id":"https://example.org/course"},"context":{"registration":"EC531277-B57B-4C15-8D91-D292C5B2B8F7"},
		"timestamp":"2026-01-31T12:00:00+02:00"}`
	second1 = `{"id":"7690e6c9-3ef0-4ed3-8b37-7f3964730bee","actor":{"objectType":"Group","member":[{"mbox":"mailto:b@example.org"}]},
		"verb":{"id":"http://adlnet.gov/expapi/verbs/met"},"object":{"objectType":"Agent","mbox":"mailto:c@example.org"}}`
	voidsFirst = `{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},
		"object":{"objectType":"StatementRef","id":"6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}}`
)

func TestStatementsAreTheSameInEveryFormat(t *testing.T) {
	l := newLog(t)
	for _, statement := range []string{first, second1, voidsFirst} {
		l.store(statement)
	}
	source := export.Source{Statements: l.engine}
	request := export.Request{Relation: export.Statements, Format: export.NDJSON, Store: 1}
	reference := exported(t, source, request)
	if len(reference.rows) != 3 {
		t.Fatalf("got %d rows, want 3", len(reference.rows))
	}
	for name, want := range map[string]string{
		"id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee", "timestamp": "2026-01-31T10:00:00.000000Z", "actor": "mailto:a@example.org",
		"verb": "http://adlnet.gov/expapi/verbs/passed", "activity": "https://example.org/course",
		"registration": "ec531277-b57b-4c15-8d91-d292c5b2b8f7", "voided": "true",
	} {
		if got := reference.value(t, 0, name); got != want {
			t.Errorf("the column %s has %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"actor", "activity", "registration"} {
		if got := reference.value(t, 1, name); got != null {
			t.Errorf("the column %s of an anonymous group has %q, want nothing", name, got)
		}
	}
	if text := reference.value(t, 0, "statement"); !strings.HasPrefix(text, `{"`) || strings.Contains(text, "\n") {
		t.Errorf("the statement is %q, want one line of JSON", text)
	}
	request.Format = export.Parquet
	if diff := cmp.Diff(reference, exported(t, source, request), cmp.AllowUnexported(sheet{})); diff != "" {
		t.Errorf("NDJSON and Parquet differ (-NDJSON +Parquet):\n%s", diff)
	}
	for _, row := range reference.rows {
		for i, text := range row {
			row[i] = asCSV(reference.columns[i], text)
		}
	}
	request.Format = export.CSV
	if diff := cmp.Diff(reference, exported(t, source, request), cmp.AllowUnexported(sheet{})); diff != "" {
		t.Errorf("NDJSON and CSV differ (-NDJSON +CSV):\n%s", diff)
	}
}

func TestStatementsAreNarrowedToTimes(t *testing.T) {
	l := newLog(t)
	l.store(first)
	l.store(second1)
	source := export.Source{Statements: l.engine}
	var stored []int64
	for _, row := range exported(t, source, export.Request{Relation: export.Statements, Format: export.CSV, Store: 1}).rows {
		at, err := time.Parse(time.RFC3339Nano, row[1])
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, at.UnixMicro())
	}
	for name, c := range map[string]struct {
		since, until int64
		want         int
	}{
		"since the first":      {stored[0], 0, 1},
		"until the first":      {0, stored[0], 1},
		"between, half-open":   {stored[0], stored[1], 1},
		"before all":           {0, stored[0] - 1, 0},
		"since the last":       {stored[1], 0, 0},
		"since before, all in": {stored[0] - 1, stored[1], 2},
	} {
		s := exported(t, source, export.Request{Relation: export.Statements, Format: export.Parquet, Store: 1, Since: c.since, Until: c.until})
		if len(s.rows) != c.want {
			t.Errorf("%s: %d statements, want %d", name, len(s.rows), c.want)
		}
	}
}

func TestStatementsAreNotForReadersOfSomePeople(t *testing.T) {
	source := export.Source{}
	for _, request := range []export.Request{
		{Persons: []string{"mailto:a@example.org"}},
		{Pseudonym: func(string) string { return "" }},
	} {
		request.Relation, request.Format = export.Statements, export.CSV
		if _, err := source.Write(t.Context(), &bytes.Buffer{}, request); !problem.Is(err, problem.Forbidden) {
			t.Errorf("got %v, want Forbidden", err)
		}
	}
}

// serve answers a request over HTTP.
func serve(t *testing.T, source export.Source, query string) (*http.Response, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := source.Serve(w, r, export.Request{Relation: export.Facts, Store: 1, StoreName: "school"}); err != nil {
			http.Error(w, err.Error(), problem.KindOf(err).Status())
		}
	}))
	t.Cleanup(server.Close)
	return server.Client().Get(server.URL + "?" + query)
}

func TestServe(t *testing.T) {
	source := factSource(column.Memory(nil, nil, nil), noMeaning())
	for query, want := range map[string]struct {
		status  int
		content string
	}{
		"format=parquet":                     {200, "application/vnd.apache.parquet"},
		"format=csv&since=2026-01-31":        {200, "text/csv; charset=utf-8; header=present"},
		"format=ndjson":                      {200, "application/x-ndjson"},
		"":                                   {400, "text/plain; charset=utf-8"},
		"format=xlsx":                        {400, "text/plain; charset=utf-8"},
		"format=csv&since=yesterday":         {400, "text/plain; charset=utf-8"},
		"format=csv&sinse=2026-01-31":        {400, "text/plain; charset=utf-8"},
		"format=csv&format=csv":              {400, "text/plain; charset=utf-8"},
		"format=csv&until=2026-01-31T12:00Z": {400, "text/plain; charset=utf-8"},
	} {
		response, err := serve(t, source, query)
		if err != nil {
			t.Fatal(err)
		}
		if got := response.Header.Get("Content-Type"); response.StatusCode != want.status || got != want.content {
			t.Errorf("%q: %d %s, want %d %s", query, response.StatusCode, got, want.status, want.content)
		}
		response.Body.Close()
	}
}

func TestALongAnswerOutlivesTheWriteTimeout(t *testing.T) {
	source := factSource(column.Memory([]fact.Row{event(1, "mailto:a@example.org", "https://v", "https://a")}, nil, nil), noMeaning())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The time that the server gives an answer is over.
		if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(-time.Second)); err != nil {
			t.Error(err)
		}
		if err := source.Serve(w, r, export.Request{Relation: export.Facts, Store: 1}); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	response, err := server.Client().Get(server.URL + "?format=ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(response.Body); err != nil || !strings.HasSuffix(body.String(), "}\n") {
		t.Errorf("the answer is %q, %v", &body, err)
	}
}

var errBroken = errors.New("broken")

func TestABrokenAnswerDoesNotLookComplete(t *testing.T) {
	l := newLog(t)
	for range 2000 {
		l.store(second1[:1] + second1[len(`{"id":"7690e6c9-3ef0-4ed3-8b37-7f3964730bee",`):])
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		source := export.Source{Statements: breaking{l.engine, 1900}}
		err := source.Serve(w, r, export.Request{Relation: export.Statements, Store: 1})
		t.Errorf("Serve returned %v after it had begun", err)
	}))
	t.Cleanup(server.Close)
	for _, format := range []export.Format{export.CSV, export.NDJSON} {
		response, err := server.Client().Get(server.URL + "?format=" + string(format))
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		if _, err := body.ReadFrom(response.Body); err == nil {
			t.Errorf("%s: the answer of %d bytes looks complete", format, body.Len())
		}
		response.Body.Close()
	}
}
