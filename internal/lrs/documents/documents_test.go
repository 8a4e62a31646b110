package documents

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// open opens a Store on SQLite.
func open(t testing.TB) *Store { return New(dbtest.SQLite(t)()) }

// each runs the test on both engines; node opens another Store on the same
// documents.
func each(t *testing.T, test func(t *testing.T, node func() *Store)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		test(t, func() *Store { return New(open()) })
	})
}

var (
	registration = xapi.UUID{15: 1}
	state        = lrs.DocumentContext{Resource: lrs.State, Activity: "http://example.org/a", Agent: xapi.Key{1}}
	registered   = lrs.DocumentContext{Resource: lrs.State, Activity: "http://example.org/a", Agent: xapi.Key{1}, Registration: registration, HasRegistration: true}
)

func key(where lrs.DocumentContext, id string) lrs.DocumentKey {
	return lrs.DocumentKey{DocumentContext: where, ID: id}
}

func put(t testing.TB, s *Store, store lrs.StoreID, key lrs.DocumentKey, content string) lrs.Document {
	t.Helper()
	err := s.UpdateDocument(t.Context(), store, key, func(*lrs.Document) (*lrs.Document, error) {
		return &lrs.Document{ContentType: "text/plain; charset=utf-8", Content: []byte(content)}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return get(t, s, store, key)
}

func get(t testing.TB, s *Store, store lrs.StoreID, key lrs.DocumentKey) lrs.Document {
	t.Helper()
	document, err := s.GetDocument(t.Context(), store, key)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func ids(t testing.TB, s *Store, store lrs.StoreID, where lrs.DocumentContext, since int64) []string {
	t.Helper()
	list, err := s.ListDocuments(t.Context(), store, where, since)
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	for _, info := range list {
		found = append(found, info.ID)
	}
	return found
}

// DC-05: any bytes, any type, any id.
func TestAnyBytesComeBack(t *testing.T) {
	each(t, func(t *testing.T, node func() *Store) {
		s := node()
		everyByte := make([]byte, 256)
		for i := range everyByte {
			everyByte[i] = byte(i)
		}
		for _, content := range []string{"", "\x00", "a\x00b", string(everyByte), "{\"a\":1}"} {
			for _, id := range []string{"a", "\x00", "a\x00b", "not/an iri ä\u2028", "'); DROP TABLE document; --"} {
				got := put(t, s, 1, key(state, id), content)
				if string(got.Content) != content || got.ContentType != "text/plain; charset=utf-8" {
					t.Errorf("%q under %q came back as %q (%s)", content, id, got.Content, got.ContentType)
				}
			}
		}
		if got, want := ids(t, s, 1, state, 0), []string{"\x00", "'); DROP TABLE document; --", "a", "a\x00b", "not/an iri ä\u2028"}; !cmp.Equal(got, want) {
			t.Errorf("the list is %q, want %q", got, want)
		}
	})
}

func TestEveryPartOfTheKeyCounts(t *testing.T) {
	each(t, func(t *testing.T, node func() *Store) {
		s := node()
		keys := map[string]lrs.DocumentKey{
			"state":               key(state, "a"),
			"other id":            key(state, "A"),
			"registration":        key(registered, "a"),
			"zero registration":   key(lrs.DocumentContext{Resource: lrs.State, Activity: state.Activity, Agent: state.Agent, HasRegistration: true}, "a"),
			"other activity":      key(lrs.DocumentContext{Resource: lrs.State, Activity: state.Activity + "/", Agent: state.Agent}, "a"),
			"other agent":         key(lrs.DocumentContext{Resource: lrs.State, Activity: state.Activity, Agent: xapi.Key{2}}, "a"),
			"activity profile":    key(lrs.DocumentContext{Resource: lrs.ActivityProfile, Activity: state.Activity}, "a"),
			"agent profile":       key(lrs.DocumentContext{Resource: lrs.AgentProfile, Agent: state.Agent}, "a"),
			"other agent profile": key(lrs.DocumentContext{Resource: lrs.AgentProfile, Agent: xapi.Key{2}}, "a"),
		}
		for name, k := range keys {
			for store := range lrs.StoreID(2) {
				put(t, s, store, k, name+strconv.Itoa(int(store)))
			}
		}
		for name, k := range keys {
			for store := range lrs.StoreID(2) {
				if got, want := string(get(t, s, store, k).Content), name+strconv.Itoa(int(store)); got != want {
					t.Errorf("%s of store %d holds %q, want %q", name, store, got, want)
				}
			}
		}
	})
}

// DC-08, QX-03: a registration is part of one document's key; a list without
// one reaches all.
func TestListsWithAndWithoutRegistration(t *testing.T) {
	each(t, func(t *testing.T, node func() *Store) {
		s := node()
		put(t, s, 1, key(state, "none"), "")
		put(t, s, 1, key(state, "both"), "")
		put(t, s, 1, key(registered, "both"), "")
		put(t, s, 1, key(registered, "some"), "")
		if got, want := ids(t, s, 1, state, 0), []string{"both", "none", "some"}; !cmp.Equal(got, want) {
			t.Errorf("without a registration: %q, want %q", got, want)
		}
		if got, want := ids(t, s, 1, registered, 0), []string{"both", "some"}; !cmp.Equal(got, want) {
			t.Errorf("with a registration: %q, want %q", got, want)
		}
		if err := s.DeleteDocuments(t.Context(), 1, registered); err != nil {
			t.Fatal(err)
		}
		if got, want := ids(t, s, 1, state, 0), []string{"both", "none"}; !cmp.Equal(got, want) {
			t.Errorf("after deleting those of a registration: %q, want %q", got, want)
		}
		put(t, s, 1, key(registered, "some"), "")
		if err := s.DeleteDocuments(t.Context(), 1, state); err != nil {
			t.Fatal(err)
		}
		if got := ids(t, s, 1, state, 0); len(got) != 0 {
			t.Errorf("after deleting all: %q, want none", got)
		}
	})
}

// DC-06: since is exclusive, and asks the latest write.
func TestListSince(t *testing.T) {
	each(t, func(t *testing.T, node func() *Store) {
		s := node()
		first := put(t, s, 1, key(state, "a"), "1")
		second := put(t, s, 1, key(registered, "a"), "2")
		third := put(t, s, 1, key(state, "b"), "3")
		for _, c := range []struct {
			since int64
			want  []string
		}{
			{0, []string{"a", "b"}},
			{first.Updated, []string{"a", "b"}},
			{second.Updated, []string{"b"}},
			{third.Updated, []string{}},
		} {
			if got := ids(t, s, 1, state, c.since); !cmp.Equal(got, c.want) {
				t.Errorf("since %d: %q, want %q", c.since, got, c.want)
			}
		}
		list, err := s.ListDocuments(t.Context(), 1, state, 0)
		if err != nil {
			t.Fatal(err)
		}
		if list[0].Updated != second.Updated {
			t.Errorf("the id that two documents have was updated at %d, want the later time %d", list[0].Updated, second.Updated)
		}
	})
}

// Whoever lists since a time may have it from another node.
func TestUpdatedIsByTheClockOfTheDatabase(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: url + "&search_path=public,pg_catalog"})
	if err != nil {
		t.Fatal(err)
	}
	defer pools.Close()
	database, err := db.OpenPostgres(t.Context(), pools)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	const ahead = `
		CREATE FUNCTION public.clock_timestamp() RETURNS TIMESTAMPTZ LANGUAGE sql AS
		$$ SELECT pg_catalog.clock_timestamp() + INTERVAL '1 hour' $$`
	if _, err := pools.Small.Exec(t.Context(), ahead); err != nil {
		t.Fatal(err)
	}
	updated := time.UnixMicro(put(t, New(database), 1, key(state, "a"), "").Updated)
	if early := time.Now().Add(30 * time.Minute); updated.Before(early) {
		t.Errorf("a document was updated at %v, by the clock of its node; that of the database is an hour ahead", updated)
	}
}

func TestUpdatedGrowsWhateverTheClockDoes(t *testing.T) {
	each(t, func(t *testing.T, node func() *Store) {
		s := node()
		now := time.Now()
		s.now = func(context.Context, *sql.Tx) (int64, error) { return now.UnixMicro(), nil }
		before := put(t, s, 1, key(state, "a"), "").Updated
		for _, step := range []time.Duration{0, -time.Hour, 0, time.Second} {
			now = now.Add(step)
			after := put(t, s, 1, key(state, "a"), "").Updated
			if after <= before {
				t.Errorf("the clock moved by %v: updated went from %d to %d", step, before, after)
			}
			before = after
		}
	})
}

func TestUpdateShowsWhatIsThereAndMayDelete(t *testing.T) {
	each(t, func(t *testing.T, node func() *Store) {
		s := node()
		want := put(t, s, 1, key(state, "a"), "old")
		err := s.UpdateDocument(t.Context(), 1, key(state, "a"), func(current *lrs.Document) (*lrs.Document, error) {
			if current == nil || !cmp.Equal(*current, want) {
				t.Errorf("decide saw %v, want %v", current, want)
			}
			return nil, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.GetDocument(t.Context(), 1, key(state, "a")); !problem.Is(err, problem.NotFound) {
			t.Errorf("getting a deleted document returned %v, want the kind NotFound", err)
		}
		err = s.UpdateDocument(t.Context(), 1, key(state, "a"), func(current *lrs.Document) (*lrs.Document, error) {
			if current != nil {
				t.Errorf("decide saw %v, want nothing", current)
			}
			return nil, nil
		})
		if err != nil {
			t.Errorf("deleting what is absent: %v", err)
		}
	})
}

// CC-03: a refusal changes nothing.
func TestRefusedUpdateChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, node func() *Store) {
		s := node()
		want := put(t, s, 1, key(state, "a"), "old")
		refusal := problem.New(problem.PreconditionFailed, "x", "no")
		err := s.UpdateDocument(t.Context(), 1, key(state, "a"), func(*lrs.Document) (*lrs.Document, error) {
			return &lrs.Document{Content: []byte("new")}, refusal
		})
		if !errors.Is(err, refusal) {
			t.Errorf("UpdateDocument returned %v, want decide's error", err)
		}
		if got := get(t, s, 1, key(state, "a")); !cmp.Equal(got, want) {
			t.Errorf("the document is %v, want %v", got, want)
		}
	})
}

// increment adds one to the number in a document.
func increment(current *lrs.Document) (*lrs.Document, error) {
	count := 0
	if current != nil {
		var err error
		if count, err = strconv.Atoi(string(current.Content)); err != nil {
			return nil, err
		}
	}
	return &lrs.Document{Content: []byte(strconv.Itoa(count + 1))}, nil
}

// CC-05: reading and writing are one step, whoever else writes, from the first
// write on.
func TestConcurrentUpdatesAllCount(t *testing.T) {
	each(t, func(t *testing.T, node func() *Store) {
		const writers, each = 8, 10
		nodes := []*Store{node(), node()}
		var wg sync.WaitGroup
		for i := range writers {
			s := nodes[i%len(nodes)]
			wg.Go(func() {
				for range each {
					if err := s.UpdateDocument(t.Context(), 1, key(state, "n"), increment); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got := string(get(t, nodes[0], 1, key(state, "n")).Content); got != strconv.Itoa(writers*each) {
			t.Errorf("the count is %s, want %d", got, writers*each)
		}
	})
}

// CC-05: of many who create a document if there is none, one does.
func TestDocumentIsCreatedOnce(t *testing.T) {
	each(t, func(t *testing.T, node func() *Store) {
		const writers, documents = 8, 10
		nodes := []*Store{node(), node()}
		refusal := problem.New(problem.PreconditionFailed, "exists", "it is there")
		for i := range documents {
			id := strconv.Itoa(i)
			var created atomic.Int32
			var wg sync.WaitGroup
			for i := range writers {
				s := nodes[i%len(nodes)]
				wg.Go(func() {
					err := s.UpdateDocument(t.Context(), 1, key(state, id), func(current *lrs.Document) (*lrs.Document, error) {
						if current != nil {
							return nil, refusal
						}
						return &lrs.Document{Content: []byte("mine")}, nil
					})
					switch {
					case err == nil:
						created.Add(1)
					case !errors.Is(err, refusal):
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if got := created.Load(); got != 1 {
				t.Errorf("the document %s was created %d times", id, got)
			}
		}
	})
}

// What another node does between reading and writing is seen before anything
// is written.
func TestDecisionIsMadeAgainWhenTheDocumentChanged(t *testing.T) {
	open := dbtest.Postgres(t)
	here, there := New(open()), New(open())
	for _, c := range []struct {
		name      string
		before    bool // whether the document is there at first
		meanwhile func(id string)
		decide    func(current *lrs.Document) *lrs.Document
		saw       []string
	}{
		{"changed, to be changed", true, func(id string) { put(t, there, 1, key(state, id), "theirs") }, func(*lrs.Document) *lrs.Document { return &lrs.Document{Content: []byte("ours")} }, []string{"first", "theirs"}},
		{"changed, to be deleted", true, func(id string) { put(t, there, 1, key(state, id), "theirs") }, func(*lrs.Document) *lrs.Document { return nil }, []string{"first", "theirs"}},
		{"created, to be created", false, func(id string) { put(t, there, 1, key(state, id), "theirs") }, func(*lrs.Document) *lrs.Document { return &lrs.Document{Content: []byte("ours")} }, []string{"", "theirs"}},
		{"deleted, to be changed", true, func(id string) { remove(t, there, key(state, id)) }, func(*lrs.Document) *lrs.Document { return &lrs.Document{Content: []byte("ours")} }, []string{"first", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.before {
				put(t, here, 1, key(state, c.name), "first")
			}
			var saw []string
			err := here.UpdateDocument(t.Context(), 1, key(state, c.name), func(current *lrs.Document) (*lrs.Document, error) {
				if current == nil {
					saw = append(saw, "")
				} else {
					saw = append(saw, string(current.Content))
				}
				if len(saw) == 1 {
					c.meanwhile(c.name)
				}
				return c.decide(current), nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if !cmp.Equal(saw, c.saw) {
				t.Errorf("decide saw %q, want %q", saw, c.saw)
			}
			got, err := there.GetDocument(t.Context(), 1, key(state, c.name))
			if c.decide(nil) == nil {
				if !problem.Is(err, problem.NotFound) {
					t.Errorf("the document that was deleted: %q, %v", got.Content, err)
				}
			} else if err != nil || string(got.Content) != "ours" {
				t.Errorf("the document holds %q (%v), want ours", got.Content, err)
			}
		})
	}
}

func remove(t testing.TB, s *Store, key lrs.DocumentKey) {
	t.Helper()
	if err := s.UpdateDocument(t.Context(), 1, key, func(*lrs.Document) (*lrs.Document, error) { return nil, nil }); err != nil {
		t.Fatal(err)
	}
}

func TestUpdateThatIsAlwaysOvertakenGivesUp(t *testing.T) {
	open := dbtest.Postgres(t)
	here, there := New(open()), New(open())
	put(t, here, 1, key(state, "n"), "0")
	ctx, cancel := context.WithCancel(t.Context())
	tries := 0
	err := here.UpdateDocument(ctx, 1, key(state, "n"), func(current *lrs.Document) (*lrs.Document, error) {
		if tries++; tries == 5 {
			cancel()
		}
		put(t, there, 1, key(state, "n"), "theirs")
		return &lrs.Document{Content: []byte("ours")}, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("UpdateDocument returned %v, want the end of its context", err)
	}
	if got := string(get(t, there, 1, key(state, "n")).Content); got != "theirs" {
		t.Errorf("the document holds %q, want theirs", got)
	}
}

func TestDeadServerIsUnavailable(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{})
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: cluster.Database(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer pools.Close()
	database, err := db.OpenPostgres(t.Context(), pools)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	s := New(database)
	cluster.Stop("immediate")
	if _, err := s.GetDocument(t.Context(), 1, key(state, "a")); !problem.Is(err, problem.Unavailable) {
		t.Errorf("GetDocument returned %v, want the kind Unavailable", err)
	}
	if _, err := s.ListDocuments(t.Context(), 1, state, 0); !problem.Is(err, problem.Unavailable) {
		t.Errorf("ListDocuments returned %v, want the kind Unavailable", err)
	}
}
