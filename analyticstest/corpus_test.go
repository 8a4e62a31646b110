package analyticstest

import (
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/corpus"
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
	w, inForce := n.world(corpusIDs()), settled()
	w.define(n)
	readers := []reader{
		{"owner", owner, reference.Scope{SeesPeople: true}},
		{"instructor", n.token("instructor", personFlags(mentored)...), reference.Scope{SeesPeople: true, Persons: mentored}},
		{"analyst", n.token("analyst", "--min-group", "3"), reference.Scope{MinGroup: 3}},
	}
	analyst := &readers[2].scope
	analyst.Pseudonym = w.pseudonyms(t, n, readers[2].token, inForce)
	queries := m.queries(t, w.early(), w.late())
	if len(queries) < 300 {
		t.Errorf("the corpus has %d queries, at least 300 are wanted", len(queries))
	}
	for _, who := range readers {
		found := make([]string, len(queries))
		var asking sync.WaitGroup
		for half := range 2 {
			asking.Go(func() {
				for i := half; i < len(queries); i += 2 {
					found[i] = w.hold(n, inForce, who, queries[i])
				}
			})
		}
		asking.Wait()
		for i, difference := range found {
			if difference != "" {
				t.Errorf("asked by the %s: %s\n%s", who.name, queries[i], difference)
			}
		}
	}
}

func personFlags(persons []string) (flags []string) {
	for _, person := range persons {
		flags = append(flags, "--person", person)
	}
	return flags
}
