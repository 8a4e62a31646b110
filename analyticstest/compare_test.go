package analyticstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/internal/meaning"
)

func escaped(text string) string { return url.PathEscape(text) }

// ofServer are the members of meta that are the server's own.
var ofServer = []string{"rows_scanned", "elapsed_ms", "query_hash", "next", "meaning"}

// reader is somebody who asks.
type reader struct {
	name, token string
	scope       reference.Scope
}

// hold asks a query of a node and compares with the reference; a difference of
// "" says that there is none. rows is how many rows the answer has, of which
// there are none where both refuse to answer.
func (w *world) hold(n *node, inForce *meaning.Meaning, who reader, text string) (difference string, rows int) {
	q, err := query.Decode([]byte(text), inForce.Segments)
	if err != nil {
		return fmt.Sprintf("  the query is refused: %v", err), 0
	}
	want, wantErr := reference.Evaluate(w.input(inForce, who.scope), q)
	got, err := n.request(who.token, http.MethodPost, "query", []byte(text))
	if err != nil {
		return fmt.Sprintf("  %v", err), 0
	}
	if wantErr != nil || got.status != http.StatusOK {
		if wantErr != nil && (got.status == http.StatusForbidden || got.status == http.StatusBadRequest) {
			return "", 0
		}
		return fmt.Sprintf("  want error %v\n  got status %d: %s", wantErr, got.status, got.body), 0
	}
	return differences(want, got.body), len(want.Rows)
}

// differences tells the first ones between an answer of the reference and what
// a server sent.
func differences(want *query.Answer, got []byte) string {
	wantText, err := json.Marshal(want)
	if err != nil {
		return fmt.Sprintf("  %v", err)
	}
	var w, g answer
	if err := json.Unmarshal(wantText, &w); err != nil {
		return fmt.Sprintf("  %v", err)
	}
	if err := json.Unmarshal(got, &g); err != nil {
		return fmt.Sprintf("  %v\n%s", err, got)
	}
	var found []string
	differ := func(what string, want, got json.RawMessage) {
		if w, g := plain(want), plain(got); w != g && len(found) < 8 {
			found = append(found, fmt.Sprintf("  %s\n    want %s\n    got  %s", what, w, g))
		}
	}
	differ("columns", w.Columns, g.Columns)
	if len(w.Rows) != len(g.Rows) {
		found = append(found, fmt.Sprintf("  want %d rows, got %d", len(w.Rows), len(g.Rows)))
	}
	for i := range min(len(w.Rows), len(g.Rows)) {
		differ(fmt.Sprint("row ", i), w.Rows[i], g.Rows[i])
	}
	differ("actors", nameless(w.Actors), nameless(g.Actors))
	for _, own := range ofServer {
		delete(w.Meta, own)
		delete(g.Meta, own)
	}
	keys := maps.Clone(w.Meta)
	maps.Copy(keys, g.Meta)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		differ("meta "+key, w.Meta[key], g.Meta[key])
	}
	return strings.Join(found, "\n")
}

// plain is the text of a value in which the order of members does not matter.
func plain(text json.RawMessage) string {
	value := jsontext.Value(slices.Clone(text))
	if len(value) > 0 && value.Canonicalize() != nil {
		return string(text)
	}
	return string(value)
}

// nameless is people without their names, which facts do not have.
func nameless(people json.RawMessage) json.RawMessage {
	var list []query.PersonRow
	if len(people) == 0 || json.Unmarshal(people, &list) != nil {
		return people
	}
	for i := range list {
		list[i].Name = ""
	}
	text, err := json.Marshal(list)
	if err != nil {
		return people
	}
	return text
}

// pseudonyms learns what a reader who may not see people is told instead of each
// actor and person. It asks for the rows of one statement after the other, until
// of each group all members but one are known.
func (w *world) pseudonyms(t testing.TB, n *node, token string, inForce *meaning.Meaning) func(string) string {
	t.Helper()
	known := make(map[string]string)
	taken := make(map[string]bool)
	learn := func(text, pseudonym string) {
		known[text] = pseudonym
		taken[pseudonym] = true
	}
	actors := w.actorsByTime()
	for before := -1; before < len(known); {
		before = len(known)
		for stored, list := range actors {
			unknown := slices.DeleteFunc(slices.Clone(list), func(actor string) bool { return known[actor] != "" })
			if len(unknown) != 1 {
				continue
			}
			at := query.FormatTime(stored, time.UTC)
			a := n.ask(token, fmt.Sprintf(`{"kind": "table", "metrics": ["statements"], "dimensions": ["actor", "person"], "time": {"range": "all", "on": "stored"},
				"filter": ["between", "stored", [%q, %q]], "as_of_seq": %d}`, at, at, stored+1))
			for _, row := range a.Rows {
				var actor string
				var person *string
				if err := json.Unmarshal(row, &[]any{&actor, &person}); err != nil {
					t.Fatalf("read the row %s: %v", row, err)
				}
				if taken[actor] {
					continue
				}
				learn(unknown[0], actor)
				if merged, is := inForce.Persons[unknown[0]]; is && person != nil {
					learn(merged, *person)
				}
			}
		}
	}
	return func(person string) string {
		if name, learnt := known[person]; learnt {
			return name
		}
		t.Errorf("no pseudonym is known of %q", person)
		return person
	}
}

// actorsByTime lists the actors of each statement, as the query API writes
// them, by when it was stored.
func (w *world) actorsByTime() map[int64][]string {
	actors := make(map[int64][]string)
	for _, r := range w.rows {
		if !slices.Contains(actors[r.Stored], r.Actor) {
			actors[r.Stored] = append(actors[r.Stored], r.Actor)
		}
	}
	return actors
}
