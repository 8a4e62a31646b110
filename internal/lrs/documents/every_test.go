package documents

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

func every(t *testing.T, s *Store) (all []Kept) {
	t.Helper()
	if err := s.Every(t.Context(), func(document Kept) error {
		all = append(all, document)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// variety is documents of every kind of place.
func variety(count int) (all []Kept) {
	contexts := []lrs.DocumentContext{
		state, registered,
		{Resource: lrs.ActivityProfile, Activity: "http://example.org/a"},
		{Resource: lrs.ActivityProfile, Activity: "http://example.org/ab"},
		{Resource: lrs.AgentProfile, Agent: xapi.Key{2}},
	}
	for i := range count {
		all = append(all, Kept{
			Store: lrs.StoreID(1 + i%3),
			Key:   key(contexts[i%len(contexts)], "id\x00"+strconv.Itoa(i)),
			Document: lrs.Document{
				ContentType: "text/plain", Content: []byte(strconv.Itoa(i)), Updated: int64(1000 + i),
			},
		})
	}
	return all
}

func TestEveryShowsWhatWasPutInOrder(t *testing.T) {
	s := open(t)
	if got := every(t, s); got != nil {
		t.Errorf("an empty store shows %v", got)
	}
	want := variety(501) // more than two steps
	if err := s.Put(t.Context(), want, nil); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(want, Compare)
	if diff := cmp.Diff(want, every(t, s)); diff != "" {
		t.Errorf("every document (-want +got):\n%s", diff)
	}
	for _, document := range want[:3] {
		if got := get(t, s, document.Store, document.Key); !cmp.Equal(got, document.Document) {
			t.Errorf("getting a document that was put returned %v, want %v", got, document.Document)
		}
	}
}

func TestPutReplacesAndRemoves(t *testing.T) {
	s := open(t)
	all := variety(9)
	if err := s.Put(t.Context(), all, nil); err != nil {
		t.Fatal(err)
	}
	all[4].Content, all[4].Updated = []byte("older"), 1
	if err := s.Put(t.Context(), all[4:5], all[:2]); err != nil {
		t.Fatal(err)
	}
	want := all[2:]
	slices.SortFunc(want, Compare)
	if diff := cmp.Diff(want, every(t, s)); diff != "" {
		t.Errorf("every document (-want +got):\n%s", diff)
	}
}

func TestEveryUsesThePrimaryKey(t *testing.T) {
	s := open(t)
	rows, err := s.db.Read().Query("EXPLAIN QUERY PLAN "+selectEvery, make([]any, 6)...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		if want := "SEARCH document USING INDEX sqlite_autoindex_document_1 "; len(detail) < len(want) || detail[:len(want)] != want {
			t.Errorf("a step of the plan is %q, want only %q", detail, want)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
