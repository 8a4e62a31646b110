package analyticstest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/corpus"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/xapi"
)

// The statements of the corpus that are sent.
const (
	corpusSeed = 11
	corpusSize = 300
)

func corpusIDs() (ids []xapi.UUID) {
	for _, s := range corpus.Statements(corpusSeed, corpusSize) {
		ids = append(ids, s.ID)
	}
	return ids
}

// mentored are the people whom the instructor's token names: merged ones under
// another identity, and one that nobody ever heard of.
var mentored = []string{
	"account:https://hr.example.org|lu", "openid:https://id.example.org/cy", "mailto:eve@example.org", "mailto:nobody@example.org",
}

// TestCorpusIsAnsweredAsByTheReference sends the corpus to the real binary on
// each store, in different orders, and asks every query over HTTP as readers of
// three roles.
func TestCorpusIsAnsweredAsByTheReference(t *testing.T) {
	t.Parallel()
	m := newMaterial(t, corpusSeed, corpusSize)
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		n := open(t, "")
		n.send(m.statements, 50)
		holdCorpus(t, n, m)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		n := open(t, pgtest.Shared(t).Database(t))
		n.send(m.shuffled(3), 17)
		holdCorpus(t, n, m)
	})
}

func holdCorpus(t *testing.T, n *node, m material) {
	t.Helper()
	owner := n.token("owner")
	n.settle(owner)
	n.awaitColumn(owner)
	w, inForce := n.world(corpusIDs()), settled()
	w.define(n)
	readers := []reader{
		{"owner", owner, reference.Scope{SeesPeople: true}},
		{"instructor", n.token("instructor", personFlags(mentored)...), reference.Scope{SeesPeople: true, Persons: mentored}},
		{"analyst", n.token("analyst", "--min-group", "3"), reference.Scope{MinGroup: 3}},
	}
	analyst := &readers[2].scope
	// Where small groups are protected, nobody is told who is who.
	analyst.Pseudonym = w.pseudonyms(t, n, n.token("analyst", "--min-group", "1"), inForce)
	queries := m.queries(t, w.early(), w.late())
	if len(queries) < 300 {
		t.Errorf("the corpus has %d queries, at least 300 are wanted", len(queries))
	}
	for _, who := range readers {
		found := make([]string, len(queries))
		var answered atomic.Int64
		var asking sync.WaitGroup
		for half := range 2 {
			asking.Go(func() {
				for i := half; i < len(queries); i += 2 {
					rows := 0
					if found[i], rows = w.hold(n, inForce, who, queries[i]); rows > 0 {
						answered.Add(1)
					}
				}
			})
		}
		asking.Wait()
		if answered.Load() < int64(len(queries))/2 {
			t.Errorf("only %d of %d queries have rows for the %s, so that little is proven", answered.Load(), len(queries), who.name)
		}
		for i, difference := range found {
			if difference != "" {
				t.Errorf("asked by the %s: %s\n%s", who.name, queries[i], difference)
			}
		}
	}
	holdCells(t, n, w, readers[:2])
	holdFormats(t, n, owner, w)
}

// cells are numbers of answers, without the query's end.
var cells = []string{
	`{"query": {"kind": "table", "metrics": ["people"], "as_of_seq": %d}, "cell": {"metric": "people"}`,
	`{"query": {"kind": "table", "metrics": ["passed_people"], "dimensions": ["course"], "as_of_seq": %d}, "cell": {"metric": "passed_people", "dimensions": {"course": "https://lms.example.org/course/0"}}`,
	`{"query": {"kind": "trend", "metrics": ["people"], "time": {"range": "28d", "bucket": "month"}, "dimensions": ["verb_class"], "as_of_seq": %d}, "cell": {"metric": "people", "dimensions": {"verb_class": "start"}}`,
	`{"query": {"kind": "distribution", "of": "score", "as_of_seq": %d}, "cell": {}`,
	`{"query": {"kind": "funnel", "steps": [{"name": "a", "filter": ["in_class", "verb", ["start"]]}, {"name": "b", "filter": ["in_class", "verb", ["answer"]]}], "as_of_seq": %d}, "cell": {"step": 1}`,
	`{"query": {"kind": "funnel", "steps": [{"name": "a", "filter": ["in_class", "verb", ["start"]]}, {"name": "b", "filter": ["in_class", "verb", ["answer"]]}], "as_of_seq": %d}, "cell": {"step": 2, "dropped": true}`,
}

// holdCells asks for the people behind numbers.
func holdCells(t *testing.T, n *node, w *world, readers []reader) {
	t.Helper()
	for _, who := range readers {
		for _, cell := range cells {
			text := fmt.Appendf(nil, cell+`, "limit": 1000}`, w.late())
			ask, err := query.DecodeCell(text, nil)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			want, err := reference.People(w.input(settled(), who.scope), ask)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			got := readAnswer(t, n.must(who.token, http.MethodPost, "query/actors", text, http.StatusOK).body)
			var list []string
			for _, person := range want {
				list = append(list, person.Person)
			}
			var people []string
			for _, row := range got.Rows {
				var person string
				if err := json.Unmarshal(row, &[]any{&person}); err != nil {
					t.Fatalf("read the row %s: %v", row, err)
				}
				people = append(people, person)
			}
			if !slices.Equal(list, people) {
				t.Errorf("asked by the %s: %s\n  want %q\n  got  %q", who.name, text, list, people)
			}
		}
	}
}

// holdFormats asks for the same rows in each format.
func holdFormats(t *testing.T, n *node, token string, w *world) {
	t.Helper()
	for _, text := range []string{
		`{"kind": "table", "metrics": ["people", "score_mean", {"rate": ["passed_people", "started_people"], "as": "pass_rate"}], "dimensions": ["course", "success"]}`,
		`{"kind": "trend", "metrics": ["people"], "time": {"range": "28d", "bucket": "week", "compare": "previous"}}`,
		`{"kind": "episodes", "limit": 20}`,
	} {
		text = pinned(text, w.late())
		a := n.ask(token, text)
		var columns []query.Column
		if err := json.Unmarshal(a.Columns, &columns); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(string(n.must(token, http.MethodPost, "query?format=ndjson", []byte(text), http.StatusOK).body), "\n"), "\n")
		table, err := csv.NewReader(bytes.NewReader(n.must(token, http.MethodPost, "query?format=csv", []byte(text), http.StatusOK).body)).ReadAll()
		if err != nil {
			t.Fatalf("read the CSV of %s: %v", text, err)
		}
		if len(lines) != len(a.Rows) || len(table) != len(a.Rows)+1 {
			t.Fatalf("%s has %d rows as JSON, %d as NDJSON and %d as CSV", text, len(a.Rows), len(lines), len(table)-1)
		}
		for i, row := range a.Rows {
			var members map[string]json.RawMessage
			if err := json.Unmarshal([]byte(lines[i]), &members); err != nil {
				t.Fatalf("read the line %s: %v", lines[i], err)
			}
			var values []json.RawMessage
			if err := json.Unmarshal(row, &values); err != nil {
				t.Fatal(err)
			}
			for k, column := range columns {
				if plain(members[column.Name]) != plain(values[k]) {
					t.Errorf("%s: the column %s of row %d is %s as NDJSON, %s as JSON", text, column.Name, i, members[column.Name], values[k])
				}
				at := slices.Index(table[0], column.Name)
				if at < 0 {
					t.Fatalf("%s: the CSV has no column %s: %q", text, column.Name, table[0])
				}
				if want := spelled(column, values[k]); table[i+1][at] != want {
					t.Errorf("%s: the column %s of row %d is %q as CSV, want %q", text, column.Name, i, table[i+1][at], want)
				}
			}
		}
	}
}

// spelled is a cell as CSV has it: texts without quotes, nothing for what is
// missing, of a rate its value.
func spelled(column query.Column, cell json.RawMessage) string {
	if column.Type == query.ColumnRate {
		var rate struct {
			Value json.RawMessage `json:"value"`
		}
		if json.Unmarshal(cell, &rate) == nil {
			cell = rate.Value
		}
	}
	var text string
	if len(cell) == 0 || string(cell) == "null" {
		return ""
	}
	if json.Unmarshal(cell, &text) == nil {
		return text
	}
	return string(cell)
}

func personFlags(persons []string) (flags []string) {
	for _, person := range persons {
		flags = append(flags, "--person", person)
	}
	return flags
}
