package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// agentKey is the key of an agent called name; documents never look into it.
func agentKey(name string) xapi.Key { return xapi.Key(idOf("agent " + name)) }

func stateOf(activity, agent, registration string) lrs.DocumentContext {
	where := lrs.DocumentContext{Resource: lrs.State, Activity: activityOf(activity), Agent: agentKey(agent)}
	if registration != "" {
		where.Registration, where.HasRegistration = idOf(registration), true
	}
	return where
}

func activityProfileOf(activity string) lrs.DocumentContext {
	return lrs.DocumentContext{Resource: lrs.ActivityProfile, Activity: activityOf(activity)}
}

func agentProfileOf(agent string) lrs.DocumentContext {
	return lrs.DocumentContext{Resource: lrs.AgentProfile, Agent: agentKey(agent)}
}

func named(where lrs.DocumentContext, id string) lrs.DocumentKey {
	return lrs.DocumentKey{DocumentContext: where, ID: id}
}

// everyContext is one context of each kind, and neighbours that differ in one
// field.
func everyContext() []lrs.DocumentContext {
	return []lrs.DocumentContext{
		stateOf("quiz", "ann", ""), stateOf("quiz", "ann", "run"), stateOf("quiz", "ann", "rerun"),
		stateOf("quiz", "bob", ""), stateOf("course", "ann", ""),
		activityProfileOf("quiz"), activityProfileOf("course"), agentProfileOf("ann"), agentProfileOf("bob"),
	}
}

var documentScenarios = []documentScenario{
	{"bytes and content type come back unchanged", func(s *shelf) {
		for i, content := range [][]byte{{}, {0}, []byte("plain"), {0xff, 0xfe, 0, '\r', '\n'}, bytes.Repeat([]byte("long "), 200_000)} {
			for j, contentType := range []string{"application/octet-stream", `text/plain; charset="utf-8"; a=b`} {
				key := named(activityProfileOf("quiz"), fmt.Sprintf("%d-%d", i, j))
				err := s.documents.UpdateDocument(s.t.Context(), tenant, key, func(*lrs.Document) (*lrs.Document, error) {
					return &lrs.Document{ContentType: contentType, Content: content}, nil
				})
				if err != nil {
					s.t.Fatal(err)
				}
				if got := s.want(tenant, key, string(content)); got.ContentType != contentType {
					s.t.Fatalf("content type is %q, want %q (DC-03, DC-05)", got.ContentType, contentType)
				}
			}
		}
	}},
	{"resources, contexts, ids and tenants are apart", func(s *shelf) {
		contexts := everyContext()
		for i, where := range contexts {
			s.absent(tenant, named(where, "a"))
			s.put(tenant, named(where, "a"), fmt.Sprint("a of ", i))
			s.put(tenant, named(where, "A"), fmt.Sprint("A of ", i))
			s.put(2, named(where, "a"), fmt.Sprint("a of tenant 2 ", i))
		}
		for i, where := range contexts {
			s.want(tenant, named(where, "a"), fmt.Sprint("a of ", i))
			s.want(tenant, named(where, "A"), fmt.Sprint("A of ", i))
			s.want(2, named(where, "a"), fmt.Sprint("a of tenant 2 ", i))
			s.absent(3, named(where, "a"))
			s.absent(2, named(where, "A"))
		}
	}},
	{"an id may be any text", func(s *shelf) {
		where := stateOf("quiz", "ann", "")
		ids := []string{" ", "%", "'; --", "http://example.com/id?a=b", "ü漢😀", "a\x00b", "_"}
		for _, id := range ids {
			s.put(tenant, named(where, id), "content of "+id)
		}
		for _, id := range ids {
			s.want(tenant, named(where, id), "content of "+id)
		}
		slices.Sort(ids)
		s.list(tenant, where, 0, ids...)
	}},
	{"updated rises strictly with every write of a document", func(s *shelf) {
		key := named(agentProfileOf("ann"), "a")
		last := int64(0)
		for i := range 50 {
			updated := s.put(tenant, key, strconv.Itoa(i))
			if updated <= last {
				s.t.Fatalf("updated went from %d to %d (Document.Updated)", last, updated)
			}
			last = updated
		}
		// Also after it was gone.
		s.remove(tenant, key)
		if updated := s.put(tenant, key, "again"); updated <= last {
			s.t.Fatalf("updated went from %d to %d while the document was deleted", last, updated)
		}
	}},
	{"decide sees the current document and may keep, change or delete it", func(s *shelf) {
		key := named(stateOf("quiz", "ann", ""), "a")
		s.decide(key, nil, "one")
		s.decide(key, new("one"), "two")
		s.decide(key, new("two"), "two")
		s.remove(tenant, key)
		s.remove(tenant, key) // DC-04
		s.decide(key, nil, "three")
	}},
	{"an error of decide changes nothing and comes back", func(s *shelf) {
		key := named(stateOf("quiz", "ann", ""), "a")
		refused := errors.New("precondition")
		refuse := func(*lrs.Document) (*lrs.Document, error) {
			return &lrs.Document{ContentType: "text/plain", Content: []byte("refused")}, refused
		}
		if err := s.documents.UpdateDocument(s.t.Context(), tenant, key, refuse); !errors.Is(err, refused) {
			s.t.Fatalf("update returned %v, want decide's error", err)
		}
		s.absent(tenant, key)
		updated := s.put(tenant, key, "kept")
		if err := s.documents.UpdateDocument(s.t.Context(), tenant, key, refuse); !errors.Is(err, refused) {
			s.t.Fatalf("update returned %v, want decide's error", err)
		}
		if got := s.want(tenant, key, "kept"); got.Updated != updated {
			s.t.Fatalf("a refused update moved updated from %d to %d (CC-03)", updated, got.Updated)
		}
		s.list(tenant, key.DocumentContext, updated)
	}},
	{"a list has each id of its context, sorted", func(s *shelf) {
		for _, where := range everyContext() {
			for _, id := range []string{"c", "a", "B", "b"} {
				s.put(tenant, named(where, id), id)
			}
		}
		for _, where := range everyContext() {
			s.list(tenant, where, 0, "B", "a", "b", "c")
			s.list(2, where, 0)
		}
		s.list(tenant, activityProfileOf("unknown"), 0)
	}},
	{"since is exclusive, at the microsecond, and updates count", func(s *shelf) {
		where := agentProfileOf("ann")
		a := s.put(tenant, named(where, "a"), "a")
		b := s.put(tenant, named(where, "b"), "b")
		s.list(tenant, where, a-1, "a", "b") // DC-06
		if b > a {
			s.list(tenant, where, a, "b")
		}
		s.list(tenant, where, max(a, b))
		again := s.put(tenant, named(where, "a"), "more")
		s.list(tenant, where, again-1, "a")
		s.list(tenant, where, again)
		s.remove(tenant, named(where, "a"))
		s.list(tenant, where, 0, "b")
	}},
	{"without registration a list covers all registrations and none", func(s *shelf) {
		none, run, rerun := stateOf("quiz", "ann", ""), stateOf("quiz", "ann", "run"), stateOf("quiz", "ann", "rerun")
		s.put(tenant, named(none, "a"), "none")
		s.put(tenant, named(run, "a"), "run")
		s.put(tenant, named(run, "b"), "run")
		s.put(tenant, named(rerun, "c"), "rerun")
		s.put(tenant, named(stateOf("quiz", "bob", "run"), "d"), "bob")
		s.list(tenant, none, 0, "a", "b", "c") // DC-08, QX-03: each once
		s.list(tenant, run, 0, "a", "b")
		s.list(tenant, rerun, 0, "c")
		s.list(tenant, stateOf("quiz", "ann", "other"), 0)
		s.absent(tenant, named(none, "b"))
	}},
	{"an id in two registrations is listed with its latest write", func(s *shelf) {
		none, run := stateOf("quiz", "ann", ""), stateOf("quiz", "ann", "run")
		s.put(tenant, named(none, "a"), "first")
		latest := s.put(tenant, named(run, "a"), "second")
		latest = max(latest, s.want(tenant, named(none, "a"), "first").Updated)
		s.list(tenant, none, latest-1, "a")
		s.list(tenant, none, latest)
		infos, err := s.documents.ListDocuments(s.t.Context(), tenant, none, 0)
		if err != nil || len(infos) != 1 || infos[0].Updated != latest {
			s.t.Fatalf("list is %+v, %v; want one line updated at %d", infos, err, latest)
		}
	}},
	{"deleting all of a context deletes nothing else", func(s *shelf) {
		put := func() {
			for _, where := range everyContext() {
				s.put(tenant, named(where, "a"), "a")
				s.put(tenant, named(where, "b"), "b")
				s.put(2, named(where, "a"), "other tenant")
			}
		}
		put()
		s.removeAll(tenant, stateOf("quiz", "ann", "run")) // DC-07
		s.absent(tenant, named(stateOf("quiz", "ann", "run"), "a"))
		s.absent(tenant, named(stateOf("quiz", "ann", "run"), "b"))
		s.list(tenant, stateOf("quiz", "ann", ""), 0, "a", "b")
		s.list(tenant, stateOf("quiz", "ann", "rerun"), 0, "a", "b")
		put()
		s.removeAll(tenant, stateOf("quiz", "ann", "")) // DC-08: all registrations and none
		for i, where := range everyContext() {
			if i < 3 {
				s.absent(tenant, named(where, "a"))
			} else {
				s.list(tenant, where, 0, "a", "b")
			}
			s.want(2, named(where, "a"), "other tenant")
		}
		s.removeAll(tenant, stateOf("quiz", "ann", ""))
	}},
	{"concurrent updates of one document lose nothing", func(s *shelf) {
		const writers, rounds = 8, 25
		key := named(stateOf("quiz", "ann", ""), "counter")
		var writing sync.WaitGroup
		for range writers {
			writing.Go(func() {
				for range rounds {
					if err := s.documents.UpdateDocument(s.t.Context(), tenant, key, increment); err != nil {
						s.t.Errorf("update: %v", err)
					}
				}
			})
		}
		writing.Wait()
		s.want(tenant, key, strconv.Itoa(writers*rounds)) // CC-05
	}},
	{"of concurrent creations that must be the first, one succeeds", func(s *shelf) {
		taken := problem.New(problem.PreconditionFailed, "document-exists", "there is a document already")
		for round := range 10 {
			key := named(agentProfileOf("ann"), strconv.Itoa(round))
			results := make([]error, 6)
			var writing sync.WaitGroup
			for w := range results {
				writing.Go(func() {
					results[w] = s.documents.UpdateDocument(s.t.Context(), tenant, key, func(current *lrs.Document) (*lrs.Document, error) {
						if current != nil {
							return nil, taken
						}
						return &lrs.Document{ContentType: "text/plain", Content: []byte(strconv.Itoa(w))}, nil
					})
				})
			}
			writing.Wait()
			winner := slices.Index(results, nil)
			for w, err := range results {
				if w != winner && !problem.Is(err, problem.PreconditionFailed) {
					s.t.Fatalf("creations of one document ended with %v, want one success and the rest refused", results)
				}
			}
			s.want(tenant, key, strconv.Itoa(winner))
		}
	}},
	{"documents of many keys can be written at once", func(s *shelf) {
		var writing sync.WaitGroup
		for i, where := range everyContext() {
			writing.Go(func() {
				for n := range 20 {
					key := named(where, strconv.Itoa(n%5))
					if err := s.documents.UpdateDocument(s.t.Context(), lrs.StoreID(1+i%2), key, increment); err != nil {
						s.t.Errorf("update: %v", err)
					}
				}
			})
		}
		writing.Wait()
		for i, where := range everyContext() {
			for n := range 5 {
				s.want(lrs.StoreID(1+i%2), named(where, strconv.Itoa(n)), "4")
			}
		}
	}},
}

func increment(current *lrs.Document) (*lrs.Document, error) {
	count := 0
	if current != nil {
		var err error
		if count, err = strconv.Atoi(string(current.Content)); err != nil {
			return nil, fmt.Errorf("a counter holds %q", current.Content)
		}
	}
	return &lrs.Document{ContentType: "text/plain", Content: []byte(strconv.Itoa(count + 1))}, nil
}
