package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// shelf is a log with a page of statements.
type shelf struct {
	log
	page []lrs.Stored
}

func (s shelf) Query(context.Context, lrs.StoreID, lrs.Query) (lrs.Page, error) {
	return lrs.Page{Statements: s.page}, nil
}

// TestExtensionsAreThoseThatTheScopeMaySee: the list is made of statements, which
// no scope narrows by itself.
func TestExtensionsAreThoseThatTheScopeMaySee(t *testing.T) {
	const context1, rare, secret = "context.extensions[https://example.org/team]", "context.extensions[https://example.org/rare]", "context.extensions[https://example.org/secret]"
	var page []lrs.Stored
	var rows []fact.Row
	for person := range 6 {
		extensions := `"https://example.org/team":"a","https://example.org/secret":"x"`
		if person == 0 {
			extensions += `,"https://example.org/rare":"b"`
		}
		text := fmt.Sprintf(`{"actor":{"mbox":"mailto:p%d@example.org"},"verb":{"id":"http://example.org/v"},"object":{"id":"http://example.org/a"},"context":{"extensions":{%s}}}`, person, extensions)
		stored := lrs.Stored{Position: lrs.Position{Stored: hallNow - int64(person) - 1, ID: xapi.UUID{byte(person + 1)}}, JSON: []byte(text)}
		read, err := fact.From(stored.Stored, stored.ID, stored.JSON, nil)
		if err != nil {
			t.Fatal(err)
		}
		page, rows = append(page, stored), append(rows, read.Rows...)
	}
	snapshot := column.MemoryParts(0, rows, nil, nil)
	inForce := &meaning.Meaning{Persons: map[string]string{"mailto:p1@example.org": "mailto:ada@example.org"}, Promoted: map[string]bool{context1: true, rare: true}}
	e := engine.New(engine.Config{
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) { return snapshot, hallNow, nil },
		Meaning:  func(context.Context, lrs.StoreID) (*meaning.Meaning, error) { return inForce, nil },
		Log:      shelf{log{&known{}}, page},
	})
	for name, c := range map[string]struct {
		scope engine.Scope
		want  map[string]int64
	}{
		"everybody":                       {engine.Scope{SeesPeople: true}, map[string]int64{context1: 6, secret: 6, rare: 1}},
		"one person, whom others are too": {engine.Scope{SeesPeople: true, Persons: []string{"mailto:ada@example.org"}}, map[string]int64{context1: 1, secret: 1}},
		"somebody without statements":     {engine.Scope{SeesPeople: true, Persons: []string{"mailto:nobody@example.org"}}, map[string]int64{}},
		"no people":                       {engine.Scope{MinGroup: 5, Pseudonym: pseudonym}, map[string]int64{context1: 6}},
	} {
		t.Run(name, func(t *testing.T) {
			words, err := e.Words(t.Context(), c.scope, "extensions", "", 100)
			if err != nil {
				t.Fatal(err)
			}
			got := make(map[string]int64)
			for _, word := range words {
				got[word.ID] = word.Rows
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
