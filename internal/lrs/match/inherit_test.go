package match_test

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs/match"
	"github.com/lore-lrs/lore/xapi"
)

func entry(kind xapi.IndexKind, n int) xapi.IndexEntry {
	e := xapi.IndexEntry{Kind: kind}
	binary.BigEndian.PutUint64(e.Key[:], uint64(n))
	return e
}

func TestATargetsAuthorityIsARelatedAgentOfItsReferrer(t *testing.T) {
	entries := []xapi.IndexEntry{entry(xapi.ByVerb, 1), entry(xapi.ByAuthority, 2)}
	before := slices.Clone(entries)
	want := []xapi.IndexEntry{entry(xapi.ByVerb, 1), entry(xapi.ByRelatedAgent, 2)}
	if got := match.Inheritable(entries); !slices.Equal(got, want) {
		t.Errorf("inherited %v, want %v", got, want)
	}
	if !slices.Equal(entries, before) {
		t.Errorf("the target's own entries became %v", entries)
	}
}

func TestBoundedEntriesDoNotDependOnTheirOrder(t *testing.T) {
	var entries []xapi.IndexEntry
	for n := range match.MaxInherited {
		entries = append(entries, entry(xapi.ByRelatedActivity, n), entry(xapi.ByRelatedActivity, n))
	}
	usual := []xapi.IndexEntry{entry(xapi.ByAgent, 1), entry(xapi.ByVerb, 1), entry(xapi.ByActivity, 1)}
	entries = append(entries, usual...)
	want := match.Bounded(entries)
	if len(want) != match.MaxInherited {
		t.Fatalf("%d entries are left, want %d", len(want), match.MaxInherited)
	}
	for _, e := range usual {
		if !slices.Contains(want, e) {
			t.Errorf("entry %v, which most queries ask for, was cut off", e)
		}
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 5 {
		random.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		if got := match.Bounded(entries); !slices.Equal(got, want) {
			t.Fatal("another order of the same entries leaves others")
		}
	}
	few := []xapi.IndexEntry{usual[2], usual[0], usual[0]}
	if got := match.Bounded(few); !slices.Equal(got, few) {
		t.Errorf("few entries became %v", got)
	}
}
